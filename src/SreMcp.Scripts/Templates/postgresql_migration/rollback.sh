#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   does it in a transaction, rolls it back, and changes nothing
#            ./rollback.sh             does it, after asking
#
# Values of an added column are lost. A dropped column comes back empty, a retired one with its values.

# <inputs>

set -Eeuo pipefail

purpose="Puts the columns of $TABLE back as they were."
way_back='All of it happened, or nothing. To change them after all: ./run.sh'
change='rollback.sql'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# The way back goes from the changed columns, checked or not, to the old ones.
read_state() {
  local now
  now=$(catalog_state)
  case $now in
    before) state='after' ;;
    after | half) state='before' ;;
    *) state=$now ;;
  esac
}

# The statements themselves.
describe() {
  cat -- "$here/$change"
}

# Values in an added column are the only thing to lose, and who rolls back knows of them.
backup() {
  say 'note       values in added columns are lost; copy them first if they matter'
}

# It is as it was.
verify() {
  local now
  now=$(catalog_state)
  [[ $now == 'before' ]] || fail "The columns are not as they were: $now."
}

# <shared: files>

# <shared: postgresql-change>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
