{{#if method = btree}}
  using btree ({{columns}})
{{/}}
{{#if method = hash}}
  using hash ({{columns}})
{{/}}
{{#if method = gin}}
  using gin ({{columns}})
{{/}}
{{#if method = gist}}
  using gist ({{columns}})
{{/}}
{{#if method = brin}}
  using brin ({{columns}})
{{/}}
{{#if include}}
  include ({{include}})
{{/}}
{{#if where-column}}
{{#if where-test = is-null}}
  where {{where-column}} is null
{{/}}
{{#if where-test = is-not-null}}
  where {{where-column}} is not null
{{/}}
{{#if where-test = equals}}
  where {{where-column}} = {{where-value}}
{{/}}
{{#if where-test = differs}}
  where {{where-column}} <> {{where-value}}
{{/}}
{{#if where-test = less}}
  where {{where-column}} < {{where-value}}
{{/}}
{{#if where-test = greater}}
  where {{where-column}} > {{where-value}}
{{/}}
{{/}}
;
