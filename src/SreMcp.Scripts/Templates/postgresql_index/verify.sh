#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the index is there and valid

# <inputs>

set -Eeuo pipefail

purpose="Checks that the index $INDEX of $TABLE is there, valid and as reviewed."

# The server and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
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

contract_check "$@"
