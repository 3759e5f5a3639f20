-- CONCURRENTLY reads the table twice and waits for older transactions instead of locking writers out.
-- It runs outside of a transaction, so a build that breaks off leaves an invalid index; the script finds and drops it.
{{#if unique}}
create unique index concurrently {{index}}
{{#else}}
create index concurrently {{index}}
{{/}}
  on {{table}}
# <shared: postgresql-index-definition>
