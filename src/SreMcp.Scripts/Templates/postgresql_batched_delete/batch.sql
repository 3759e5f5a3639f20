-- One batch is one transaction: a row is deleted and stored, or neither. Rows that somebody holds are left for a later batch.
create temporary table sre_batch (rows bigint) on commit drop;

do $sre$
declare
  gone bigint;
  stored bigint;
begin
{{#if keep = archive}}
  if (select array_agg(row(attname, atttypid)::text order by attnum) from pg_attribute
        where attnum > 0 and not attisdropped and attrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as {{table}}))))
      is distinct from (select array_agg(row(attname, atttypid)::text order by attnum) from pg_attribute
        where attnum > 0 and not attisdropped and attrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as {{archive}})))) then
    raise exception 'the archive has other columns than the table, or another order of them';
  end if;
{{/}}
  with picked as (
    select tableoid as part, ctid as place from {{table}}
      where {{age-column}} < cast({{older-than}} as timestamptz)
      limit {{batch-size}}
      for update skip locked
  ), gone_rows as (
    delete from {{table}} using picked
      where {{table}}.tableoid = picked.part and {{table}}.ctid = picked.place
      returning {{table}}.*
{{#if keep = archive}}
  ), stored_rows as (
    insert into {{archive}} select * from gone_rows returning 1
  )
  select (select count(*) from gone_rows), (select count(*) from stored_rows) into gone, stored;
{{#else}}
  )
  select count(*), count(*) from gone_rows into gone, stored;
{{/}}
  if gone <> stored then
    raise exception '% rows left the table, % arrived in the archive; this batch is taken back', gone, stored;
  end if;
  insert into pg_temp.sre_batch values (gone);
end
$sre$;

select rows from pg_temp.sre_batch;
