-- One word: before while there are rows to move, after when there are none.
select case when exists (select from {{table}} where {{age-column}} < cast({{older-than}} as timestamptz)) then 'before' else 'after' end;
