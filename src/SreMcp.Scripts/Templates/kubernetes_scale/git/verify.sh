#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the number is in place and all are healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks that $KIND $NAME has $COUNT healthy replicas."
goal=$COUNT

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
}

# <shared: scale>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
