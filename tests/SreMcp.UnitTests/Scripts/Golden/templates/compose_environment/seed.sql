-- Run once by the image of PostgreSQL, when the volume is new. Everything or nothing.
begin;

create table if not exists "customers" (
    id    bigint generated always as identity primary key,
    name  text not null,
    email text not null unique
);

insert into "customers" (name, email) values ('Ada', 'ada@example.com') on conflict (email) do nothing;
insert into "customers" (name, email) values ('Miles O''Brien', 'miles@example.com') on conflict (email) do nothing;

-- A seed that has filled nothing is a failure that should show at once.
do $check$
begin
  if not exists (select from "customers") then
    raise exception 'the seed has filled nothing';
  end if;
end
$check$;

commit;
