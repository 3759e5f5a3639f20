#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the file is in place and the address answers as expected

# <inputs>

set -Eeuo pipefail

purpose="Checks the site $SITE of nginx on $HOST."

# The machine and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_host
  prove_nginx
}

# The file is the reviewed one, and the address answers as it should.
verify() {
  local found
  cmp -s -- "$here/site.conf" "$file" || fail "$file is not what was generated."
  found=$(status)
  [[ $found == "$EXPECTED_STATUS" ]] || fail "$CHECK_URL answers $found at $CHECK_ADDRESS, not $EXPECTED_STATUS."
  say "$CHECK_URL answers $found"
}

# <shared: files>

# <shared: nginx>

# <shared: contract>

contract_check "$@"
