-- Every statement here only writes to the catalog: the lock is held for a moment, and lock_timeout ends the wait for it.
alter table "public"."orders" add column "channel" text
  default 'web'
  not null
;
-- A check that is not yet valid needs a lock of a moment; reading the rows for it comes later, without one.
do $sre$
begin
  execute format('alter table %s add constraint %I check (%I is not null) not valid',
    cast((select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders"))) as regclass), 'sre_not_null_' || md5('customer'), 'customer');
end
$sre$;

-- New names come last, so that every line above knows a column by its present one.
alter table "public"."orders" rename column "state" to "status";
alter table "public"."orders" alter column "legacy" drop not null;
alter table "public"."orders" rename column "legacy" to "legacy_unused";
