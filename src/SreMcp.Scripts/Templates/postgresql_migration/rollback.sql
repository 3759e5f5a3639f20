-- The old names first, then the rest, so that every line knows a column by its old name.
{{#each edits}}
{{#if edits.change = rename}}
alter table {{table}} rename column {{edits.to}} to {{edits.name}};
{{/}}
{{#if edits.change = retire}}
alter table {{table}} rename column {{edits.to}} to {{edits.name}};
{{#if edits.not-null}}
-- Fails when rows came in without it meanwhile; fill them first.
alter table {{table}} alter column {{edits.name}} set not null;
{{/}}
{{/}}
{{/}}
{{#each edits}}
{{#if edits.change = add}}
alter table {{table}} drop column {{edits.name}};
{{/}}
{{#if edits.change = drop}}
alter table {{table}} add column {{edits.name}} {{edits.type}};
{{/}}
{{#if edits.change = retype}}
alter table {{table}} alter column {{edits.name}} type {{edits.type-before}};
{{/}}
{{#if edits.change = set-default}}
{{#if edits.default-before}}
alter table {{table}} alter column {{edits.name}} set default {{edits.default-before}};
{{#else}}
alter table {{table}} alter column {{edits.name}} drop default;
{{/}}
{{/}}
{{#if edits.change = set-not-null}}
do $sre$
declare
  source regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}})));
begin
  execute format('alter table %s alter column %I drop not null', source, {{edits.name as text}});
  execute format('alter table %s drop constraint if exists %I', source, 'sre_not_null_' || md5({{edits.name as text}}));
end
$sre$;
{{/}}
{{#if edits.change = drop-not-null}}
do $sre$
begin
  execute format('alter table %s alter column %I set not null',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}}))) as regclass), {{edits.name as text}});
end
$sre$;
{{/}}
{{/}}
