-- The old names first, then the rest, so that every line knows a column by its old name.
{{#each changes}}
{{#if changes.change = rename}}
alter table {{table}} rename column {{changes.to}} to {{changes.name}};
{{/}}
{{#if changes.change = retire}}
alter table {{table}} rename column {{changes.to}} to {{changes.name}};
{{#if changes.not-null}}
-- Fails when rows came in without it meanwhile; fill them first.
alter table {{table}} alter column {{changes.name}} set not null;
{{/}}
{{/}}
{{/}}
{{#each changes}}
{{#if changes.change = add}}
alter table {{table}} drop column {{changes.name}};
{{/}}
{{#if changes.change = drop}}
alter table {{table}} add column {{changes.name}} {{changes.type}};
{{/}}
{{#if changes.change = retype}}
alter table {{table}} alter column {{changes.name}} type {{changes.type-before}};
{{/}}
{{#if changes.change = set-default}}
{{#if changes.default-before}}
alter table {{table}} alter column {{changes.name}} set default {{changes.default-before}};
{{#else}}
alter table {{table}} alter column {{changes.name}} drop default;
{{/}}
{{/}}
{{#if changes.change = set-not-null}}
do $sre$
declare
  source regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}})));
begin
  execute format('alter table %s alter column %I drop not null', source, {{changes.name as text}});
  execute format('alter table %s drop constraint if exists %I', source, 'sre_not_null_' || md5({{changes.name as text}}));
end
$sre$;
{{/}}
{{#if changes.change = drop-not-null}}
do $sre$
begin
  execute format('alter table %s alter column %I set not null',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}}))) as regclass), {{changes.name as text}});
end
$sre$;
{{/}}
{{/}}
