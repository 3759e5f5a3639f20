#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        drops the index again
#
# By hand it is one statement:
#   create index concurrently NAME on TABLE (COLUMNS);
# What this script adds: it proves the server, judges the definition before the build of hours
# starts, clears away what an earlier build left behind, and checks the result.

# <inputs>

set -Eeuo pipefail

purpose="Adds the index $INDEX to $TABLE while others read and write it."
way_back='A build that broke off leaves an invalid index. Take it away with: ./rollback.sh'
leftover='no'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# An invalid index of this name and table is what a broken-off build leaves: it is the state before, with rubbish.
read_state() {
  leftover='no'
  state=$(catalog_state)
  if [[ $state == 'leftover' ]]; then
    leftover='yes'
    state='before'
  fi
}

# The statement itself is what a reviewer wants to see.
describe() {
  [[ $leftover == 'no' ]] || say "drop       $INDEX, which a build that broke off left invalid"
  cat -- "$here/apply.sql"
}

# CONCURRENTLY does not run in a transaction, so it cannot be tried and rolled back.
# The same index on an empty copy of the table can: the server judges everything but the rows.
rehearse() {
  rehearse_file 'rehearse.sql'
  say "the definition is good: it was made on an empty copy of $TABLE, and rolled back"
  [[ $UNIQUE == 'false' ]] || say 'note       whether the rows are unique shows only in the build; it fails and leaves an invalid index if not'
}

# There is nothing to lose: an index holds no data of its own.
backup() {
  say 'Nothing to save: an index holds no data of its own.'
}

# By hand: create index concurrently NAME on TABLE (COLUMNS)
apply() {
  if [[ $leftover == 'yes' ]]; then
    apply_statements 'rollback.sql'
  fi
  apply_statements 'apply.sql'
}

# CREATE INDEX CONCURRENTLY returns when the index is in use.
settle() {
  say 'Nothing to wait for: the statement ends when the index is built.'
}

# It is there, valid and of the reviewed definition.
verify() {
  local now
  verify_file 'verify.sql'
  now=$(catalog_state)
  [[ $now == 'after' ]] || fail "The index is not as reviewed: $now."
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
