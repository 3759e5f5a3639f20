#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   tries one batch, rolls it back, and changes nothing
#            ./run.sh             does it, after asking; it can be broken off and run again at any time
#            ./rollback.sh        puts the archived rows back
#
# By hand it is one statement, again and again until it finds nothing:
#   with gone as (delete from TABLE where ctid in (select ctid from TABLE where TIME < DAY limit 5000) returning *)
#   insert into ARCHIVE select * from gone;
# One DELETE of everything would hold its locks for hours, flood the replicas, and lose all its work when it breaks off.

# <inputs>

set -Eeuo pipefail

purpose="Takes the rows of $TABLE before $OLDER_THAN away, a batch at a time; keeps: $KEEP ($ARCHIVE)."
way_back='Every finished batch stays. Archived rows are put back with: ./rollback.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# Rows that are old enough, or none: a run that broke off half-way is the state before, with fewer of them.
read_state() {
  state=$(catalog_state)
}

# How much there is, and the statement itself.
describe() {
  say "batches    of $BATCH_SIZE rows, $PAUSE seconds apart, at most $MAXIMUM rows in all"
  [[ $KEEP == 'archive' ]] || say 'note       the rows are not kept: they come back only from a backup'
  cat -- "$here/batch.sql"
}

# By hand: begin; \i prepare.sql \i batch.sql rollback;
# One real batch is moved and rolled back: rights, foreign keys, triggers and columns of the archive are tried for real.
rehearse() {
  local answer
  query_file 'check.sql'
  answer=$(rehearse_file 'prepare.sql' 'batch.sql')
  say "one batch of $answer rows went through, and was rolled back"
}

# The archive is the backup: it is written in the same transaction as the delete.
backup() {
  if [[ $KEEP == 'archive' ]]; then
    say "Each batch keeps its rows in $ARCHIVE."
  else
    say 'Nothing is kept, as the bundle says. Make sure that there is a backup you have restored once.'
  fi
}

# By hand: psql --single-transaction --file=batch.sql
apply() {
  if [[ $KEEP == 'archive' ]]; then
    apply_file 'prepare.sql'
  fi
  if [[ $mode == 'run' ]]; then
    count_before
  fi
  apply_batches 'batch.sql' "$old_before"
}

# The sums are right, and nothing old is left, unless the maximum of one run was reached.
verify() {
  if ((moved > 0)); then
    check_counts 1
  fi
  if ((moved >= MAXIMUM)); then
    say "note       the maximum of one run is reached; run it again for the rest"
  else
    verify_file 'verify.sql'
  fi
}

# <shared: files>

# <shared: postgresql-batches>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
