#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the target holds exactly the rows of the source

# <inputs>

set -Eeuo pipefail

purpose="Checks that $TARGET_TABLE holds exactly the rows of $SOURCE."

# The server and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
}

# Counts, checksum and references.
verify() {
  verify_file 'verify.sql'
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_check "$@"
