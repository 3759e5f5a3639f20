#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the role reads what it should and writes nothing

# <inputs>

set -Eeuo pipefail

purpose="Checks that $ROLE reads every table of ${SCHEMAS[*]} and writes nothing."

# The server and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
}

# The server is asked what the role may do.
verify() {
  verify_file 'verify.sql'
}

# <shared: files>

# <shared: postgresql>

# <shared: contract>

contract_check "$@"
