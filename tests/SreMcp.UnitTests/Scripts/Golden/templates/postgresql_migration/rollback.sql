-- The old names first, then the rest, so that every line knows a column by its old name.
alter table "public"."orders" rename column "status" to "state";
alter table "public"."orders" rename column "legacy_unused" to "legacy";
-- Fails when rows came in without it meanwhile; fill them first.
alter table "public"."orders" alter column "legacy" set not null;
alter table "public"."orders" drop column "channel";
do $sre$
declare
  source regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")));
begin
  execute format('alter table %s alter column %I drop not null', source, 'customer');
  execute format('alter table %s drop constraint if exists %I', source, 'sre_not_null_' || md5('customer'));
end
$sre$;
