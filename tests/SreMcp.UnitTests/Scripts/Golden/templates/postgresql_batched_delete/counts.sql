-- Old rows in the table, all rows in the table, old rows in the archive.
select concat_ws(' ', count(*) filter (where "created_at" < cast('2025-01-01' as timestamptz)), count(*),
    (select count(*) from "public"."events_archive" where "created_at" < cast('2025-01-01' as timestamptz)))
  from "public"."events";
