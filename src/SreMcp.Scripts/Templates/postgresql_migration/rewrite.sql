-- A change of type that rewrites the table would lock everybody out for as long as that takes.
-- An empty table of the same columns shows whether it would.
create temporary table sre_rehearsal (like {{table}}) on commit drop;
create temporary table sre_place on commit drop as select pg_relation_filenode('pg_temp.sre_rehearsal') as place;
{{#each changes}}
{{#if changes.change = retype}}
alter table pg_temp.sre_rehearsal alter column {{changes.name}} type {{changes.type}};
{{/}}
{{/}}

do $sre$
begin
  if pg_relation_filenode('pg_temp.sre_rehearsal') <> (select place from pg_temp.sre_place) then
    raise exception 'the change of type rewrites the table; add a column of the new type, fill it in batches, and rename both';
  end if;
end
$sre$;

{{#each changes}}
{{#if changes.change = drop}}
do $sre$
begin
  raise notice 'the values of % come back only from a backup; retire would keep them', {{changes.name as text}};
end
$sre$;
{{/}}
{{/}}
