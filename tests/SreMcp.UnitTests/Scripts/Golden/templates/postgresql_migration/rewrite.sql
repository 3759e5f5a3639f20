-- A change of type that rewrites the table would lock everybody out for as long as that takes.
-- An empty table of the same columns shows whether it would.
create temporary table sre_rehearsal (like "public"."orders") on commit drop;
create temporary table sre_place on commit drop as select pg_relation_filenode('pg_temp.sre_rehearsal') as place;

do $sre$
begin
  if pg_relation_filenode('pg_temp.sre_rehearsal') <> (select place from pg_temp.sre_place) then
    raise exception 'the change of type rewrites the table; add a column of the new type, fill it in batches, and rename both';
  end if;
end
$sre$;

