-- One word for the way back: before while the archive has rows to give, after when it has none.
select case
    when to_regclass(format('%I.%I', case when 'public.events_archive' like '%.%' then split_part('public.events_archive', '.', 1) else 'public' end,
      case when 'public.events_archive' like '%.%' then split_part('public.events_archive', '.', 2) else 'public.events_archive' end)) is null then 'after'
    when (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I where %I < %L::timestamptz',
      case when 'public.events_archive' like '%.%' then split_part('public.events_archive', '.', 1) else 'public' end,
      case when 'public.events_archive' like '%.%' then split_part('public.events_archive', '.', 2) else 'public.events_archive' end,
      'created_at', '2025-01-01'), false, true, '')))[1]::text <> '0' then 'before'
    else 'after'
  end;
