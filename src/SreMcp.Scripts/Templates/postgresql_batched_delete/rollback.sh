#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   tries one batch, rolls it back, and changes nothing
#            ./rollback.sh             does it, after asking; it can be broken off and run again at any time
#
# It gives back every row of the archive that is older than the day, so an archive that was
# there before this bundle gives its earlier rows, too. The empty archive table stays.

# <inputs>

set -Eeuo pipefail

purpose="Puts the rows before $OLDER_THAN from $ARCHIVE back into $TABLE, a batch at a time."
way_back='Every finished batch stays. To take the rows away after all: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# The archive has rows to give, or none. What was deleted without an archive is said plainly.
read_state() {
  state=$(query_file 'rollback-state.sql') || state='it could not be read'
}

# How much there is, and the statement itself.
describe() {
  count_before
  cat -- "$here/restore.sql"
}

# One real batch is put back and rolled back: keys and foreign keys of the table are tried for real.
rehearse() {
  local answer
  answer=$(rehearse_file 'restore.sql')
  say "one batch of $answer rows went through, and was rolled back"
}

# The rows leave the archive in the same transaction in which they arrive.
backup() {
  say 'Nothing to save: a row is in the archive or in the table at any time.'
}

# By hand: psql --single-transaction --file=restore.sql
apply() {
  apply_batches 'restore.sql' "$kept_before"
}

# The sums are right, and the archive has nothing left to give.
verify() {
  local now
  if ((moved > 0)); then
    check_counts -1
  fi
  now=$(query_file 'rollback-state.sql')
  [[ $now == 'after' ]] || fail 'The archive still has rows before the day. Locked by somebody, or beyond the maximum of one run: run it again.'
}

# <shared: files>

# <shared: postgresql-batches>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
