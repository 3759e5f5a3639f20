-- Run once by the image of PostgreSQL, when the volume is new. Everything or nothing.
begin;

create table if not exists {{table}} (
    id    bigint generated always as identity primary key,
    name  text not null,
    email text not null unique
);

{{#each people}}
insert into {{table}} (name, email) values ({{people.name}}, {{people.email}}) on conflict (email) do nothing;
{{/}}

-- A seed that has filled nothing is a failure that should show at once.
do $check$
begin
  if not exists (select from {{table}}) then
    raise exception 'the seed has filled nothing';
  end if;
end
$check$;

commit;
