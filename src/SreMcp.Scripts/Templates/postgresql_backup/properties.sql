-- What a database must have to take the rows of this one.
select 'version: ' || current_setting('server_version')
union all select 'encoding: ' || pg_encoding_to_char(encoding) from pg_database where datname = current_database()
union all select 'collate: ' || datcollate from pg_database where datname = current_database()
union all select 'ctype: ' || datctype from pg_database where datname = current_database()
union all select 'provider: ' || coalesce(to_jsonb(d) ->> 'datlocprovider', 'c') from pg_database d where datname = current_database();
