-- Only the rows that were copied: one that came in since would be lost, and stops this.
lock table "sales"."orders" in share row exclusive mode;

do $sre$
declare
  source_rows bigint;
  source_sum numeric;
  target_rows bigint;
  target_sum numeric;
  missing bigint;
begin
  select count(*), coalesce(sum(cast(hashtextextended(cast(row(
      "id",
      "cust",
      "created"
    ) as text), 0) as numeric)), 0) into source_rows, source_sum from "public"."orders";
  select count(*), coalesce(sum(cast(hashtextextended(cast(row(
      "id",
      "customer_id",
      "created_at"
    ) as text), 0) as numeric)), 0) into target_rows, target_sum from "sales"."orders";
  if source_rows <> target_rows then
    raise exception 'the source has % rows, the target %', source_rows, target_rows;
  end if;
  if source_sum <> target_sum then
    raise exception 'the target has as many rows as the source (%), but other values: a type may round or pad them, or a trigger changes them', source_rows;
  end if;
  raise notice '% rows in both, checksum %', source_rows, target_sum;
  select count(*) into missing from "public"."payments" r
    where r."order_id" is not null and not exists (select from "sales"."orders" t where t."id" = r."order_id");
  if missing > 0 then
    raise exception '% rows of % point to rows that the target does not have', missing, 'public.payments';
  end if;
end
$sre$;

delete from "sales"."orders";
