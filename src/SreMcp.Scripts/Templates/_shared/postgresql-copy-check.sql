do $sre$
declare
  source_rows bigint;
  source_sum numeric;
  target_rows bigint;
  target_sum numeric;
  missing bigint;
begin
  select count(*), coalesce(sum(cast(hashtextextended(cast(row(
{{#each columns}}
      {{columns.from}}{{,}}
{{/}}
    ) as text), 0) as numeric)), 0) into source_rows, source_sum from {{source}};
  select count(*), coalesce(sum(cast(hashtextextended(cast(row(
{{#each columns}}
      {{columns.to}}{{,}}
{{/}}
    ) as text), 0) as numeric)), 0) into target_rows, target_sum from {{target-table}};
  if source_rows <> target_rows then
    raise exception 'the source has % rows, the target %', source_rows, target_rows;
  end if;
  if source_sum <> target_sum then
    raise exception 'the target has as many rows as the source (%), but other values: a type may round or pad them, or a trigger changes them', source_rows;
  end if;
  raise notice '% rows in both, checksum %', source_rows, target_sum;
{{#each references}}
  select count(*) into missing from {{references.table}} r
    where r.{{references.column}} is not null and not exists (select from {{target-table}} t where t.{{references.to}} = r.{{references.column}});
  if missing > 0 then
    raise exception '% rows of % point to rows that the target does not have', missing, {{references.table as text}};
  end if;
{{/}}
end
$sre$;
