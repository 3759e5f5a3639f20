#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   copies and checks everything in a transaction, rolls it back, and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        empties the target again
#
# A copy is easy; knowing that it is one is the work. The counts and a checksum over all mapped
# values are compared in the transaction of the copy, so a copy that is not one never appears.

# <inputs>

set -Eeuo pipefail

purpose="Copies $SOURCE into $TARGET_TABLE."
way_back='All of it happened, or nothing. To empty the target: ./rollback.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# An empty target is the state before. A filled one is as intended only when every value is that of the source.
read_state() {
  state=$(catalog_state)
  if [[ $state == 'filled' ]]; then
    state='after'
    query_file 'verify.sql' || state='the target has rows, and they are not those of the source'
  fi
}

# The statements themselves are what a reviewer wants to see.
describe() {
  cat -- "$here/sequences.sql" "$here/apply.sql"
}

# By hand: begin; \i apply.sql rollback;
# The whole copy, rolled back: only that shows what keys, foreign keys, types and triggers say to every row.
rehearse() {
  rehearse_file 'apply.sql'
  say 'the copy went through all checks, and was rolled back'
}

# The target is empty and the source is only read.
backup() {
  say "Nothing to save: the target is empty, and $SOURCE is only read."
}

# By hand: psql --file=sequences.sql, psql --single-transaction --file=apply.sql, psql --file=sequences.sql
apply() {
  apply_file 'sequences.sql'
  apply_file 'apply.sql'
  apply_file 'sequences.sql'
}

# What is committed has arrived.
settle() {
  say 'Nothing to wait for: it is committed.'
}

# Counted and summed once more, after the commit.
verify() {
  verify_file 'verify.sql'
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
