-- Plain columns of the same types: no key and no check of tomorrow's table may refuse yesterday's rows.
create table if not exists "public"."events_archive" (like "public"."events");
