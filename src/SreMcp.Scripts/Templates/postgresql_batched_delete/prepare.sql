-- Plain columns of the same types: no key and no check of tomorrow's table may refuse yesterday's rows.
{{#if keep = archive}}
create table if not exists {{archive}} (like {{table}});
{{/}}
