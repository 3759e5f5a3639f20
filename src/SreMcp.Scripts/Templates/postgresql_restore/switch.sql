-- Takes the new database into use. A person applies it, when verify.sh has ended with 0 and the applications are stopped:
-- nobody may be connected to either, and this is run from a third one.
--   psql --host=HOST --dbname=postgres --no-psqlrc --set=ON_ERROR_STOP=1 --single-transaction --file=switch.sql
-- Back: the same two lines in reverse, with the names exchanged. What was written since stays in the one that was live.
{{#if live-name}}
{{#if former-name}}
alter database {{live-name}} rename to {{former-name}};
{{/}}
alter database {{new-database}} rename to {{live-name}};
{{#else}}
-- Generate the bundle with live-name and former-name, and the two lines stand here.
{{/}}
