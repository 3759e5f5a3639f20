#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when nothing is left to clean up

# <inputs>

set -Eeuo pipefail

purpose="Checks that nothing is left in the namespace $NAMESPACE that ended at least $OLDER_THAN seconds ago."

# The cluster is the one that was reviewed.
preflight() {
  prove_cluster
}

# Nothing that has ended is older than it may get.
verify() {
  find_finished
  [[ -z $finished ]] || say "$finished"
  compare 'ended long enough ago' '0' "$count"
  conclude
}

# <shared: finished>

# <shared: namespace>

# <shared: contract>

contract_check "$@"
