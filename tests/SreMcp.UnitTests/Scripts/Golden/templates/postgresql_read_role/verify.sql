-- Raises an error when the role cannot read a table that it should, or can do more than read.
do $sre$
declare
  found oid := (select oid from pg_roles where rolname = 'shop_reader');
  wrong text;
begin
  if found is null then
    raise exception 'the role is not there';
  end if;
  if exists (select from pg_roles where oid = found and (rolsuper or rolcanlogin or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls)) then
    raise exception 'the role may do more than read';
  end if;
  if exists (select from pg_auth_members where member = found) then
    raise exception 'the role is a member of another role, and has what that one has';
  end if;
  select string_agg(c.oid::regclass::text, ', ') into wrong from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in (
      'public',
      'reporting'
    ) and c.relkind in ('r', 'p', 'v', 'm', 'f') and not has_table_privilege(found, c.oid, 'select');
  if wrong is not null then
    raise exception 'it cannot read %', wrong;
  end if;
  select string_agg(c.oid::regclass::text, ', ') into wrong from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\_%'
      and c.relkind in ('r', 'p', 'v', 'm', 'f') and has_table_privilege(found, c.oid, 'insert, update, delete, truncate');
  if wrong is not null then
    raise exception 'it can write to % (a grant to PUBLIC?)', wrong;
  end if;
end
$sre$;
