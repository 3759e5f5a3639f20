-- One word: before, or after; otherwise what stands in the way.
select case
    when not exists (select from pg_roles where rolname = 'shop_reader') then 'before'
    when (select shobj_description(oid, 'pg_authid') from pg_roles where rolname = 'shop_reader')
      is distinct from 'made by SRE MCP, template postgresql_read_role' then 'a role of that name is there, and it was not made by this template'
    else 'after'
  end;
