-- What stands at the name of the database: none, or its comment, which says who made it.
select coalesce((select 'made: ' || coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = :'made'), 'none');
