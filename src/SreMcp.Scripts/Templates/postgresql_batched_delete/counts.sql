-- Old rows in the table, all rows in the table, old rows in the archive.
select concat_ws(' ', count(*) filter (where {{age-column}} < cast({{older-than}} as timestamptz)), count(*),
{{#if keep = archive}}
    (select count(*) from {{archive}} where {{age-column}} < cast({{older-than}} as timestamptz)))
{{#else}}
    0)
{{/}}
  from {{table}};
