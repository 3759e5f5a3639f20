-- The moment of the backup. The rows are counted in it, and pg_dump joins it by its name.
set transaction isolation level repeatable read;
set local idle_in_transaction_session_timeout = 0;
select pg_export_snapshot();
