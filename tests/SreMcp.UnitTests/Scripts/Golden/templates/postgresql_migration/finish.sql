-- Reads every row once, without locking readers or writers out.
do $sre$
begin
  raise notice 'rows are checked where a column must not be null';
end
$sre$;
do $sre$
begin
  execute format('alter table %s validate constraint %I',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders"))) as regclass), 'sre_not_null_' || md5('customer'));
end
$sre$;

-- With a valid check in place, SET NOT NULL reads no rows. The check has done its work then.
do $sre$
declare
  source regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")));
begin
  execute format('alter table %s alter column %I set not null', source, 'customer');
  execute format('alter table %s drop constraint %I', source, 'sre_not_null_' || md5('customer'));
end
$sre$;
