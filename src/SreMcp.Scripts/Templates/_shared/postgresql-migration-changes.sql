  select null::text as change, null::text as name, null::text as target, null::text as type, null::text as preset where false
{{#each edits}}
  union all select {{edits.change}}, {{edits.name as text}},
{{#if edits.to}}
    {{edits.to as text}},
{{#else}}
    null,
{{/}}
{{#if edits.type}}
    {{edits.type as text}},
{{#else}}
    null,
{{/}}
{{#if edits.default}}
    {{edits.default as text}}
{{#else}}
    null
{{/}}
{{/}}
