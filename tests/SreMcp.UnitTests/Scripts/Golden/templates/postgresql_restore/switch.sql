-- Takes the new database into use. A person applies it, when verify.sh has ended with 0 and the applications are stopped:
-- nobody may be connected to either, and this is run from a third one.
--   psql --host=HOST --dbname=postgres --no-psqlrc --set=ON_ERROR_STOP=1 --single-transaction --file=switch.sql
-- Back: the same two lines in reverse, with the names exchanged. What was written since stays in the one that was live.
alter database "shop" rename to "shop_before_restore";
alter database "shop_restored" rename to "shop";
