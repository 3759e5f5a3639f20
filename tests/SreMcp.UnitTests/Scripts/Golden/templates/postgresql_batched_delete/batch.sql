-- One batch is one transaction: a row is deleted and stored, or neither. Rows that somebody holds are left for a later batch.
create temporary table sre_batch (rows bigint) on commit drop;

do $sre$
declare
  gone bigint;
  stored bigint;
begin
  if (select array_agg(row(attname, atttypid)::text order by attnum) from pg_attribute
        where attnum > 0 and not attisdropped and attrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."events"))))
      is distinct from (select array_agg(row(attname, atttypid)::text order by attnum) from pg_attribute
        where attnum > 0 and not attisdropped and attrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."events_archive")))) then
    raise exception 'the archive has other columns than the table, or another order of them';
  end if;
  with picked as (
    select tableoid as part, ctid as place from "public"."events"
      where "created_at" < cast('2025-01-01' as timestamptz)
      limit 5000
      for update skip locked
  ), gone_rows as (
    delete from "public"."events" using picked
      where "public"."events".tableoid = picked.part and "public"."events".ctid = picked.place
      returning "public"."events".*
  ), stored_rows as (
    insert into "public"."events_archive" select * from gone_rows returning 1
  )
  select (select count(*) from gone_rows), (select count(*) from stored_rows) into gone, stored;
  if gone <> stored then
    raise exception '% rows left the table, % arrived in the archive; this batch is taken back', gone, stored;
  end if;
  insert into pg_temp.sre_batch values (gone);
end
$sre$;

select rows from pg_temp.sre_batch;
