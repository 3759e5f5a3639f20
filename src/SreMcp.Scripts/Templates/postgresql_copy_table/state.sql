-- One word: before while the target is empty, filled when it is not.
select case when exists (select from {{target-table}}) then 'filled' else 'before' end;
