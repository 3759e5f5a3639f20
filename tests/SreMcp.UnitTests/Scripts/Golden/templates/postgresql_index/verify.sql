-- Raises an error unless the index is there, valid and ready.
do $sre$
declare
  found record;
begin
  select i.indisvalid, i.indisready, pg_get_indexdef(c.oid) as definition, pg_size_pretty(pg_relation_size(c.oid)) as size into found
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relname = 'orders_customer_created'
      and i.indrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")));
  if found is null then
    raise exception 'the index is not there';
  end if;
  if not (found.indisvalid and found.indisready) then
    raise exception 'the index is invalid: the build broke off, or is not finished';
  end if;
  raise notice '% (%)', found.definition, found.size;
end
$sre$;
