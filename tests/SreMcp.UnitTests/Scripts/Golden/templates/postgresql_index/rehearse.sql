-- CONCURRENTLY cannot be rolled back, so the same index is made on an empty table of the same columns.
-- The server judges names, types, operator classes and the condition; the table itself is not locked.
do $sre$
declare
  kind "char";
  owned boolean;
begin
  select relkind, pg_has_role(relowner, 'usage') into kind, owned
    from pg_class where oid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")));
  if kind is distinct from 'r' and kind is distinct from 'm' then
    raise exception 'only a table or a materialized view gets an index this way; make one for each partition, then one on the parent with ON ONLY';
  end if;
  if not owned then
    raise exception 'only the owner of the table may index it';
  end if;
end
$sre$;

create temporary table sre_rehearsal (like "public"."orders") on commit drop;

create index "orders_customer_created"
  on sre_rehearsal
  using btree ("customer_id", "created_at")
;
