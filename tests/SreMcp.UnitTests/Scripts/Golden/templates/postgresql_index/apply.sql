-- CONCURRENTLY reads the table twice and waits for older transactions instead of locking writers out.
-- It runs outside of a transaction, so a build that breaks off leaves an invalid index; the script finds and drops it.
create index concurrently "orders_customer_created"
  on "public"."orders"
  using btree ("customer_id", "created_at")
;
