-- A sequence does not roll back, so this is not part of the rehearsal. It runs before the copy and after it: a run that
-- breaks off between leaves a sequence that is ahead, which harms nobody, and never one that is behind.
do $sre$
declare
  target regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as "sales"."orders")));
  sequence text := pg_get_serial_sequence(target::text, 'id');
  highest bigint;
begin
  if sequence is not null then
    select max("id") into highest from "public"."orders";
    perform setval(sequence, greatest(highest, nextval(sequence) - 1, 1)) where highest is not null;
  end if;
end
$sre$;
do $sre$
declare
  target regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as "sales"."orders")));
  sequence text := pg_get_serial_sequence(target::text, 'customer_id');
  highest bigint;
begin
  if sequence is not null then
    select max("cust") into highest from "public"."orders";
    perform setval(sequence, greatest(highest, nextval(sequence) - 1, 1)) where highest is not null;
  end if;
end
$sre$;
do $sre$
declare
  target regclass := (select typrelid from pg_type where oid = pg_typeof(cast(null as "sales"."orders")));
  sequence text := pg_get_serial_sequence(target::text, 'created_at');
  highest bigint;
begin
  if sequence is not null then
    select max("created") into highest from "public"."orders";
    perform setval(sequence, greatest(highest, nextval(sequence) - 1, 1)) where highest is not null;
  end if;
end
$sre$;
