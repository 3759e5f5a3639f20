-- Every statement here only writes to the catalog: the lock is held for a moment, and lock_timeout ends the wait for it.
{{#each changes}}
{{#if changes.change = add}}
alter table {{table}} add column {{changes.name}} {{changes.type}}
{{#if changes.default}}
  default {{changes.default}}
{{/}}
{{#if changes.not-null}}
  not null
{{/}}
;
{{/}}
{{#if changes.change = drop}}
alter table {{table}} drop column {{changes.name}};
{{/}}
{{#if changes.change = retype}}
alter table {{table}} alter column {{changes.name}} type {{changes.type}};
{{/}}
{{#if changes.change = set-default}}
{{#if changes.default}}
alter table {{table}} alter column {{changes.name}} set default {{changes.default}};
{{#else}}
alter table {{table}} alter column {{changes.name}} drop default;
{{/}}
{{/}}
{{#if changes.change = set-not-null}}
-- A check that is not yet valid needs a lock of a moment; reading the rows for it comes later, without one.
do $sre$
begin
  execute format('alter table %s add constraint %I check (%I is not null) not valid',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}}))) as regclass), 'sre_not_null_' || md5({{changes.name as text}}), {{changes.name as text}});
end
$sre$;
{{/}}
{{#if changes.change = drop-not-null}}
alter table {{table}} alter column {{changes.name}} drop not null;
{{/}}
{{/}}

-- New names come last, so that every line above knows a column by its present one.
{{#each changes}}
{{#if changes.change = rename}}
alter table {{table}} rename column {{changes.name}} to {{changes.to}};
{{/}}
{{#if changes.change = retire}}
alter table {{table}} alter column {{changes.name}} drop not null;
alter table {{table}} rename column {{changes.name}} to {{changes.to}};
{{/}}
{{/}}
