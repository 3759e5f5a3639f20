#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   does it in a transaction, rolls it back, and changes nothing
#            ./rollback.sh             does it, after asking
#
# It empties the target only while it holds exactly the rows of the source. Sequences stay where they are.

# <inputs>

set -Eeuo pipefail

purpose="Empties $TARGET_TABLE, which holds the rows of $SOURCE."
way_back='All of it happened, or nothing. To copy after all: ./run.sh'
change='rollback.sql'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# The way back goes from the copied rows to none.
read_state() {
  local now
  now=$(catalog_state)
  case $now in
    before) state='after' ;;
    filled) state='before' ;;
    *) state=$now ;;
  esac
}

# The statements themselves.
describe() {
  cat -- "$here/$change"
}

# Every row is in the source, too: the file checks that before it deletes.
backup() {
  say 'Nothing to save: the rows are in the source, and the file checks that first.'
}

# It is empty.
verify() {
  local now
  now=$(catalog_state)
  [[ $now == 'before' ]] || fail "The target is not empty: $now."
}

# <shared: files>

# <shared: postgresql-change>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
