-- In the other order. DROP ROLE refuses when the role owns something or has grants elsewhere: then nothing of this happens.
{{#each members}}
revoke {{role}} from {{members}};
{{/}}
{{#each schemas}}
{{#each makers}}
alter default privileges for role {{makers}} in schema {{schemas}} revoke select on tables from {{role}};
alter default privileges for role {{makers}} in schema {{schemas}} revoke select on sequences from {{role}};
{{/}}
revoke select on all sequences in schema {{schemas}} from {{role}};
revoke select on all tables in schema {{schemas}} from {{role}};
revoke usage on schema {{schemas}} from {{role}};
{{/}}

do $sre$
begin
  execute format('revoke connect on database %I from %I', current_database(), {{role as text}});
end
$sre$;

drop role {{role}};
