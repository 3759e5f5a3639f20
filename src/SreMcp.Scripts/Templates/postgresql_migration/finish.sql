-- Reads every row once, without locking readers or writers out.
do $sre$
begin
  raise notice 'rows are checked where a column must not be null';
end
$sre$;
{{#each edits}}
{{#if edits.change = set-not-null}}
do $sre$
begin
  execute format('alter table %s validate constraint %I',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}}))) as regclass), 'sre_not_null_' || md5({{edits.name as text}}));
end
$sre$;

-- With a valid check in place, SET NOT NULL reads no rows. The check has done its work then.
do $sre$
declare
  source regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}})));
begin
  execute format('alter table %s alter column %I set not null', source, {{edits.name as text}});
  execute format('alter table %s drop constraint %I', source, 'sre_not_null_' || md5({{edits.name as text}}));
end
$sre$;
{{/}}
{{/}}
