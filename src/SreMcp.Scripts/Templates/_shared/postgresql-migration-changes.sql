  select null::text as change, null::text as name, null::text as target, null::text as type, null::text as preset where false
{{#each changes}}
  union all select {{changes.change}}, {{changes.name as text}},
{{#if changes.to}}
    {{changes.to as text}},
{{#else}}
    null,
{{/}}
{{#if changes.type}}
    {{changes.type as text}},
{{#else}}
    null,
{{/}}
{{#if changes.default}}
    {{changes.default as text}}
{{#else}}
    null
{{/}}
{{/}}
