#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   changes the columns in a transaction, rolls it back, and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        puts the columns back
#
# What makes a migration stop a service is not the change but the lock: it waits for the slowest
# transaction, and everybody waits behind it. So every lock here is short (lock_timeout), and
# rows are read without one: a check is added NOT VALID first and validated afterwards.

# <inputs>

set -Eeuo pipefail

purpose="Changes the columns of $TABLE."
way_back='To put the columns back: ./rollback.sh'
half='no'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# Half is what an interrupted run leaves: the columns are changed, the rows are not yet checked.
read_state() {
  half='no'
  state=$(catalog_state)
  if [[ $state == 'half' ]]; then
    half='yes'
    state='before'
  fi
}

# The statements themselves are what a reviewer wants to see.
describe() {
  [[ $half == 'no' ]] || say 'note       an earlier run changed the columns; what is left is the check of the rows'
  cat -- "$here/apply.sql" "$here/finish.sql"
}

# By hand: begin; \i apply.sql rollback;
# The very file, rolled back. What reads all rows is left out, since the locks would last as long.
rehearse() {
  if [[ $half == 'yes' ]]; then
    say 'Nothing to rehearse: the columns are changed already.'
    return 0
  fi
  rehearse_file 'rewrite.sql'
  rehearse_file 'apply.sql' 'applied.sql'
  say 'apply.sql went through, and was rolled back'
}

# The rehearsal has said so when a column is dropped for good; the way that keeps it is retire.
backup() {
  say 'Nothing to save: retired columns keep their values, and a type changes only where no value does.'
}

# By hand: psql --single-transaction --file=apply.sql, then psql --file=finish.sql
apply() {
  if [[ $half == 'no' ]]; then
    apply_file 'apply.sql'
  fi
  apply_statements 'finish.sql'
}

# What is committed has arrived.
settle() {
  say 'Nothing to wait for: it is committed.'
}

# The catalog says so.
verify() {
  local now
  now=$(catalog_state)
  [[ $now == 'after' ]] || fail "The columns are not as intended: $now."
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
