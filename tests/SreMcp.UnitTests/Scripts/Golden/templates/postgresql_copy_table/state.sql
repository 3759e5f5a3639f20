-- One word: before while the target is empty, filled when it is not.
select case when exists (select from "sales"."orders") then 'filled' else 'before' end;
