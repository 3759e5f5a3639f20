-- No login and no password: people and tools log in as themselves and are members, so that each can be taken out alone.
create role {{role}} nologin nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls;
comment on role {{role}} is 'made by SRE MCP, template postgresql_read_role';

do $sre$
begin
  execute format('grant connect on database %I to %I', current_database(), {{role as text}});
end
$sre$;

{{#each schemas}}
grant usage on schema {{schemas}} to {{role}};
grant select on all tables in schema {{schemas}} to {{role}};
grant select on all sequences in schema {{schemas}} to {{role}};
{{#each makers}}
-- Default privileges belong to the role that makes a table, so there is one line for each maker.
alter default privileges for role {{makers}} in schema {{schemas}} grant select on tables to {{role}};
alter default privileges for role {{makers}} in schema {{schemas}} grant select on sequences to {{role}};
{{/}}
{{/}}
{{#each members}}
grant {{role}} to {{members}};
{{/}}
