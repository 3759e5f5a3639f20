-- From template0, in the encoding and the order of the one that was backed up. It holds its data, so nobody else comes in.
create database :"made" template template0 encoding :'encoding' lc_collate :'collate' lc_ctype :'ctype';
comment on database :"made" is :'mark';
revoke all on database :"made" from public;
