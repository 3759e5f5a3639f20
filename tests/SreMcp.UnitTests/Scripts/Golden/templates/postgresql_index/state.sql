-- One word: before, after, or leftover; otherwise what stands in the way.
with wanted as (
  select c.oid, c.relnamespace from pg_class c
    where c.oid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")))
), found as (
  select c.oid, i.indrelid = wanted.oid as here, i.indisvalid and i.indisready as usable, i.indisunique, i.indpred, m.amname,
      (select array_agg(a.attname::text order by k.position)
        from unnest(i.indkey::smallint[]) with ordinality k (number, position)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number) as columns
    from wanted
    join pg_class c on c.relnamespace = wanted.relnamespace and c.relname = 'orders_customer_created'
    left join pg_index i on i.indexrelid = c.oid
    left join pg_am m on m.oid = c.relam
)
select case
    when not exists (select from wanted) then 'the table is not there'
    when not exists (select from found) then 'before'
    when (select here is not true from found) then 'the name of the index belongs to something else'
    when (select not usable from found) and exists (select from pg_stat_progress_create_index p join found on p.index_relid = found.oid)
      then 'somebody builds this index right now; wait for it'
    when (select not usable from found) then 'leftover'
    when (select amname = 'btree' and indisunique = false
      and indpred is null
      and columns = array[
        'customer_id',
        'created_at'
      ]
      from found) then 'after'
    else (select 'an index of that name is there, and it is another one: ' || pg_get_indexdef(oid) from found)
  end;
