-- One view of the source for the copy and the check, whatever others write meanwhile.
set transaction isolation level repeatable read;
-- Nobody else fills the target while this does.
lock table {{target-table}} in share row exclusive mode;

do $sre$
begin
  if exists (select from {{target-table}}) then
    raise exception 'the target is not empty';
  end if;
end
$sre$;

insert into {{target-table}} (
{{#each columns}}
    {{columns.to}}{{,}}
{{/}}
  )
  overriding system value
  select
{{#each columns}}
    {{columns.from}}{{,}}
{{/}}
  from {{source}};

-- A wrong sum takes the whole copy back.
# <shared: postgresql-copy-check>
