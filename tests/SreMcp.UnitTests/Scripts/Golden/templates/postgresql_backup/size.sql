-- How many bytes it is, and how many of the chosen tables are there.
set local sre.tables = :'tables';
with wanted as (
  select string_to_array(nullif(current_setting('sre.tables'), ''), E'\n') as names
), found as (
  select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace, wanted
    where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname || '.' || c.relname = any (names)
)
select case when (select names from wanted) is null then pg_database_size(current_database()) else coalesce(sum(pg_table_size(oid)), 0) end, count(*)
  from found;
