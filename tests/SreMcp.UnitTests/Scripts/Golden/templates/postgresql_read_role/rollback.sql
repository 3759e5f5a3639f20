-- In the other order. DROP ROLE refuses when the role owns something or has grants elsewhere: then nothing of this happens.
revoke "shop_reader" from "analyst";
alter default privileges for role "shop_owner" in schema "public" revoke select on tables from "shop_reader";
alter default privileges for role "shop_owner" in schema "public" revoke select on sequences from "shop_reader";
revoke select on all sequences in schema "public" from "shop_reader";
revoke select on all tables in schema "public" from "shop_reader";
revoke usage on schema "public" from "shop_reader";
alter default privileges for role "shop_owner" in schema "reporting" revoke select on tables from "shop_reader";
alter default privileges for role "shop_owner" in schema "reporting" revoke select on sequences from "shop_reader";
revoke select on all sequences in schema "reporting" from "shop_reader";
revoke select on all tables in schema "reporting" from "shop_reader";
revoke usage on schema "reporting" from "shop_reader";

do $sre$
begin
  execute format('revoke connect on database %I from %I', current_database(), 'shop_reader');
end
$sre$;

drop role "shop_reader";
