-- What would make a delete do more than it says, or make it hurt.
do $sre$
declare
  source oid := (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."events")));
  others text;
begin
  if cast('2025-01-01' as timestamptz) > now() then
    raise exception 'the time lies in the future; every row is older';
  end if;
  select string_agg(conrelid::regclass::text, ', ') into others
    from pg_constraint where confrelid = source and contype = 'f' and confdeltype in ('c', 'n', 'd');
  if others is not null then
    raise exception 'rows of % would be deleted or emptied along, by their foreign keys, and would not be archived', others;
  end if;
  select string_agg(tgname, ', ') into others from pg_trigger where tgrelid = source and not tgisinternal and tgtype & 8 <> 0;
  if others is not null then
    raise notice 'these triggers run for every deleted row: %', others;
  end if;
  if not exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
      where i.indrelid = source and i.indisvalid and a.attname = 'created_at') then
    raise notice 'no index starts with the time, so each batch reads the whole table; see the template postgresql_index';
  end if;
end
$sre$;
