-- Only the rows that were copied: one that came in since would be lost, and stops this.
lock table {{target-table}} in share row exclusive mode;

# <shared: postgresql-copy-check>

delete from {{target-table}};
