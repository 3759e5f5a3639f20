#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when no row before the day is left

# <inputs>

set -Eeuo pipefail

purpose="Checks that $TABLE has no row before $OLDER_THAN left."

# The server and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
}

# A row that is left is an error.
verify() {
  verify_file 'verify.sql'
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_check "$@"
