-- An index lives in the schema of its table.
select set_config('search_path', quote_ident(n.nspname), false)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.oid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")));

-- Waits for those who use it, and locks nobody out.
drop index concurrently if exists "orders_customer_created";
