-- No login and no password: people and tools log in as themselves and are members, so that each can be taken out alone.
create role "shop_reader" nologin nosuperuser nocreatedb nocreaterole noinherit noreplication nobypassrls;
comment on role "shop_reader" is 'made by SRE MCP, template postgresql_read_role';

do $sre$
begin
  execute format('grant connect on database %I to %I', current_database(), 'shop_reader');
end
$sre$;

grant usage on schema "public" to "shop_reader";
grant select on all tables in schema "public" to "shop_reader";
grant select on all sequences in schema "public" to "shop_reader";
-- Default privileges belong to the role that makes a table, so there is one line for each maker.
alter default privileges for role "shop_owner" in schema "public" grant select on tables to "shop_reader";
alter default privileges for role "shop_owner" in schema "public" grant select on sequences to "shop_reader";
grant usage on schema "reporting" to "shop_reader";
grant select on all tables in schema "reporting" to "shop_reader";
grant select on all sequences in schema "reporting" to "shop_reader";
-- Default privileges belong to the role that makes a table, so there is one line for each maker.
alter default privileges for role "shop_owner" in schema "reporting" grant select on tables to "shop_reader";
alter default privileges for role "shop_owner" in schema "reporting" grant select on sequences to "shop_reader";
grant "shop_reader" to "analyst";
