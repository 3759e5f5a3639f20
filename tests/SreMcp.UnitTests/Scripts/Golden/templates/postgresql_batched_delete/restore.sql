-- The way back of one batch. Generated columns are computed anew, identity columns keep their numbers.
do $sre$
declare
  names text;
  gone bigint;
  stored bigint;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum) into names from pg_attribute
    where attrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."events")))
      and attnum > 0 and not attisdropped and attgenerated = '';
  create temporary table sre_batch on commit drop as select * from "public"."events_archive" where false;
  with picked as (
    select tableoid as part, ctid as place from "public"."events_archive"
      where "created_at" < cast('2025-01-01' as timestamptz)
      limit 5000
      for update skip locked
  ), taken as (
    delete from "public"."events_archive" using picked
      where "public"."events_archive".tableoid = picked.part and "public"."events_archive".ctid = picked.place
      returning "public"."events_archive".*
  )
  insert into pg_temp.sre_batch select * from taken;
  get diagnostics gone = row_count;
  execute (select format('insert into %s (%s) overriding system value select %s from pg_temp.sre_batch', c.oid::regclass, names, names)
    from pg_class c where c.oid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."events"))));
  get diagnostics stored = row_count;
  if gone <> stored then
    raise exception '% rows left the archive, % arrived', gone, stored;
  end if;
end
$sre$;

select count(*) from pg_temp.sre_batch;
