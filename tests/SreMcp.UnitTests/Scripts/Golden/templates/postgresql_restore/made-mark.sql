-- Finished: every row was compared.
comment on database :"made" is :'mark';
-- The rights of the database itself are not part of a backup; until now nobody else could come in.
grant connect, temporary on database :"made" to public;
