#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the columns are as intended

# <inputs>

set -Eeuo pipefail

purpose="Checks that the columns of $TABLE are as intended."

# The server and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
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

contract_check "$@"
