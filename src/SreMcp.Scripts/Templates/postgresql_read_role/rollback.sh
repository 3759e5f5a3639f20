#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   does it, rolls it back, and changes nothing
#            ./rollback.sh             does it, after asking
#
# DROP ROLE refuses when the role owns something or has grants that this bundle did not give.
# Then nothing happens at all, and the server says what is in the way.

# <inputs>

set -Eeuo pipefail

purpose="Revokes what $ROLE was granted, and drops it."
way_back='All of it happened, or nothing. To make it after all: ./run.sh'
change='rollback.sql'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# The way back goes from the role that this template made to none.
read_state() {
  local now
  now=$(catalog_state)
  case $now in
    before) state='after' ;;
    after) state='before' ;;
    *) state=$now ;;
  esac
}

# The statements themselves.
describe() {
  cat -- "$here/$change"
}

# The bundle makes the same role again.
backup() {
  say 'Nothing to save: ./run.sh makes it again.'
}

# It is gone.
verify() {
  local now
  now=$(catalog_state)
  [[ $now == 'before' ]] || fail "The role is still there: $now."
}

# <shared: files>

# <shared: postgresql-change>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
