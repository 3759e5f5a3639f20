#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   makes the role and all grants, rolls them back, and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        revokes the grants and drops the role
#
# By hand it is, for each schema:
#   create role READER nologin;
#   grant usage on schema S to READER; grant select on all tables in schema S to READER;
#   alter default privileges for role MAKER in schema S grant select on tables to READER;
# Without the last line the role cannot read tables that are made tomorrow.

# <inputs>

set -Eeuo pipefail

purpose="Makes the role $ROLE, which reads the schemas ${SCHEMAS[*]} and writes nothing."
way_back='All of it happened, or nothing. To take it back: ./rollback.sh'
change='apply.sql'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  show_sessions
}

# A role that somebody else made is never touched.
read_state() {
  state=$(catalog_state)
}

# The statements themselves are what a reviewer wants to see.
describe() {
  ((${#MAKERS[@]} > 0)) || say 'note       no makers are named, so tables that are made later will not be readable'
  cat -- "$here/$change"
}

# The role is new, so there is nothing that it had before.
backup() {
  say 'Nothing to save: the role is new.'
}

# The server is asked what the role may do, and not only whether the statements ended well.
verify() {
  verify_file 'verify.sql'
}

# <shared: files>

# <shared: postgresql-change>

# <shared: postgresql>

# <shared: contract>

contract_main "$@"
