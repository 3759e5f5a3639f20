-- One word for the way back: before while the archive has rows to give, after when it has none.
select case
{{#if keep = nothing}}
    when true then 'the rows were deleted and not archived; they come back only from a backup'
{{/}}
    when to_regclass(format('%I.%I', case when {{archive as text}} like '%.%' then split_part({{archive as text}}, '.', 1) else 'public' end,
      case when {{archive as text}} like '%.%' then split_part({{archive as text}}, '.', 2) else {{archive as text}} end)) is null then 'after'
    when (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I where %I < %L::timestamptz',
      case when {{archive as text}} like '%.%' then split_part({{archive as text}}, '.', 1) else 'public' end,
      case when {{archive as text}} like '%.%' then split_part({{archive as text}}, '.', 2) else {{archive as text}} end,
      {{age-column as text}}, {{older-than}}), false, true, '')))[1]::text <> '0' then 'before'
    else 'after'
  end;
