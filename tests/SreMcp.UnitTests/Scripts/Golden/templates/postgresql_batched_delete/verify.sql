-- Raises an error while a row is left that should be gone.
do $sre$
declare
  remaining bigint;
begin
  select count(*) into remaining from "public"."events" where "created_at" < cast('2025-01-01' as timestamptz);
  if remaining > 0 then
    raise exception '% rows are older and still there; locked by somebody, or beyond the maximum of one run: run it again', remaining;
  end if;
end
$sre$;
