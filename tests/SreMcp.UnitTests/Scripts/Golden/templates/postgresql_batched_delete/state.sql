-- One word: before while there are rows to move, after when there are none.
select case when exists (select from "public"."events" where "created_at" < cast('2025-01-01' as timestamptz)) then 'before' else 'after' end;
