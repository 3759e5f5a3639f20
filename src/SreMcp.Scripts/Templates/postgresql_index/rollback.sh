#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# Dropping an index deletes no rows. Queries that used it get slower, so look at who does:
#   select idx_scan from pg_stat_user_indexes where indexrelname = 'NAME';

# <inputs>

set -Eeuo pipefail

purpose="Drops the index $INDEX of $TABLE without locking."
way_back='To build it after all: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# The way back goes from the reviewed index, or from an invalid leftover, to none. Another index is left alone.
read_state() {
  local now
  now=$(catalog_state)
  case $now in
    before) state='after' ;;
    after | leftover) state='before' ;;
    *) state=$now ;;
  esac
}

# The statement itself.
describe() {
  cat -- "$here/rollback.sql"
}

# CONCURRENTLY does not run in a transaction. What can be asked beforehand is whether the index is ours: it was.
rehearse() {
  say 'DROP INDEX CONCURRENTLY cannot be rehearsed; the state above says that the index is the reviewed one.'
}

# The way back from here is the bundle itself.
backup() {
  say 'Nothing to save: ./run.sh builds it again.'
}

# By hand: drop index concurrently NAME
apply() {
  apply_statements 'rollback.sql'
}

# DROP INDEX CONCURRENTLY returns when nobody uses it any more.
settle() {
  say 'Nothing to wait for: the statement ends when the index is gone.'
}

# It is gone.
verify() {
  local now
  now=$(catalog_state)
  [[ $now == 'before' ]] || fail "The index is still there: $now."
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
