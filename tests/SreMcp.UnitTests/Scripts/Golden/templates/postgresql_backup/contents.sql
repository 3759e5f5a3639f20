-- One line of JSON for each table, in the order of the names: its rows, and a checksum over them in any order.
-- How a value looks as text depends on settings; on both sides they are these.
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'iso_8601';
set local timezone = 'UTC';
set local extra_float_digits = 3;
set local bytea_output = 'hex';
set local lc_monetary = 'C';
set local search_path = '';
-- A policy that hides rows is an error here, not a smaller number.
set local row_security = off;
-- The chosen tables, one a line; none means all of them.
set local sre.tables = :'tables';

do $sre$
declare
  wanted text[] := string_to_array(nullif(current_setting('sre.tables'), ''), E'\n');
  lines text := '';
  found record;
  counted bigint;
  checksum numeric;
begin
  for found in
    select n.nspname, c.relname
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and (wanted is null or n.nspname || '.' || c.relname = any (wanted))
        and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by n.nspname collate "C", c.relname collate "C"
  loop
    -- 60 bits of a SHA-256 for each row: the same on every version and every machine.
    execute format(
      'select count(*), coalesce(sum(cast(cast(cast(''x'' || left(encode(sha256(convert_to(cast(row(t.*) as text), ''UTF8'')), ''hex''), 15) as bit(60)) as bigint) as numeric)), 0) from only %I.%I as t',
      found.nspname, found.relname) into counted, checksum;
    lines := lines || json_build_object('schema', found.nspname, 'table', found.relname, 'rows', counted, 'sum', cast(checksum as text)) || E'\n';
  end loop;
  if wanted is null then
    lines := lines || json_build_object('large objects', (select count(*) from pg_largeobject_metadata)) || E'\n';
  end if;
  perform set_config('sre.contents', rtrim(lines, E'\n'), true);
end
$sre$;

select current_setting('sre.contents');
