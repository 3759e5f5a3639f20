-- Asked in the rehearsal: after apply.sql the server must see what was wanted.
do $sre$
declare
  wrong text;
begin
  with wanted as (
  select null::text as change, null::text as name, null::text as target, null::text as type, null::text as preset where false
  union all select 'add', 'channel',
    null,
    'text',
    'web'
  union all select 'set-not-null', 'customer',
    null,
    null,
    null
  union all select 'rename', 'state',
    'status',
    null,
    null
  union all select 'retire', 'legacy',
    'legacy_unused',
    null,
    null
  )
  select string_agg(format('%I is of type %s, not %s', a.attname, format_type(a.atttypid, a.atttypmod), w.type), '; ') into wrong
    from wanted w join pg_attribute a on a.attname = w.name and not a.attisdropped
      and a.attrelid = (select typrelid from pg_type where oid = pg_typeof(cast(null as "public"."orders")))
    where w.change in ('add', 'retype') and format_type(a.atttypid, a.atttypmod) <> w.type;
  if wrong is not null then
    raise exception '%: write a type as PostgreSQL does', wrong;
  end if;
end
$sre$;
