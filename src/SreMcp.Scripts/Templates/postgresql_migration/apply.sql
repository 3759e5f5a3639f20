-- Every statement here only writes to the catalog: the lock is held for a moment, and lock_timeout ends the wait for it.
{{#each edits}}
{{#if edits.change = add}}
alter table {{table}} add column {{edits.name}} {{edits.type}}
{{#if edits.default}}
  default {{edits.default}}
{{/}}
{{#if edits.not-null}}
  not null
{{/}}
;
{{/}}
{{#if edits.change = drop}}
alter table {{table}} drop column {{edits.name}};
{{/}}
{{#if edits.change = retype}}
alter table {{table}} alter column {{edits.name}} type {{edits.type}};
{{/}}
{{#if edits.change = set-default}}
{{#if edits.default}}
alter table {{table}} alter column {{edits.name}} set default {{edits.default}};
{{#else}}
alter table {{table}} alter column {{edits.name}} drop default;
{{/}}
{{/}}
{{#if edits.change = set-not-null}}
-- A check that is not yet valid needs a lock of a moment; reading the rows for it comes later, without one.
do $sre$
begin
  execute format('alter table %s add constraint %I check (%I is not null) not valid',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}}))) as regclass), 'sre_not_null_' || md5({{edits.name as text}}), {{edits.name as text}});
end
$sre$;
{{/}}
{{#if edits.change = drop-not-null}}
alter table {{table}} alter column {{edits.name}} drop not null;
{{/}}
{{/}}

-- New names come last, so that every line above knows a column by its present one.
{{#each edits}}
{{#if edits.change = rename}}
alter table {{table}} rename column {{edits.name}} to {{edits.to}};
{{/}}
{{#if edits.change = retire}}
alter table {{table}} alter column {{edits.name}} drop not null;
alter table {{table}} rename column {{edits.name}} to {{edits.to}};
{{/}}
{{/}}
