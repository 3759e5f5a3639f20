-- One word: before, half (only the check for nulls is open), or after; otherwise what stands in the way.
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
), seen as (
  select w.*, o.attnum is not null as old_there, n.attnum is not null as new_there, coalesce(o.attnotnull, false) as filled,
      format_type(o.atttypid, o.atttypmod) as present, pg_get_expr(d.adbin, d.adrelid) as expression,
      exists (select from pg_constraint c where c.conrelid = t.oid and c.conname = 'sre_not_null_' || md5(w.name)) as checked
    from wanted w
    cross join (select typrelid as oid from pg_type where oid = pg_typeof(cast(null as "public"."orders"))) t
    left join pg_attribute o on o.attrelid = t.oid and o.attname = w.name and not o.attisdropped
    left join pg_attribute n on n.attrelid = t.oid and n.attname = w.target and not n.attisdropped
    left join pg_attrdef d on d.adrelid = t.oid and d.adnum = o.attnum
), judged as (
  select *, case change
      when 'add' then old_there
      when 'drop' then not old_there
      when 'rename' then new_there and not old_there
      when 'retire' then new_there and not old_there
      when 'retype' then coalesce(present = type, false)
      when 'set-default' then case when preset is null then expression is null
        else coalesce(expression in (preset, quote_literal(preset)) or starts_with(expression, quote_literal(preset) || '::'), false) end
      when 'set-not-null' then filled or checked
      when 'drop-not-null' then old_there and not filled
    end as done, change = 'set-not-null' and not filled as open
    from seen
)
select case
    when exists (select name from wanted group by name having count(*) > 1 and bool_or(change in ('add', 'drop', 'rename', 'retire')))
      then 'a column that is added, dropped or renamed stands in the list twice; make a bundle of its own for the second change'
    when bool_and(done) and not bool_or(open) then 'after'
    when bool_and(done) then 'half'
    when not bool_or(done) then 'before'
    else 'some of the changes are there, and some are not: ' || string_agg(format('%s %s', change, name), ', ') filter (where done)
  end from judged;
