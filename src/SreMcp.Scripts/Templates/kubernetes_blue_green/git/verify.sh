#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the traffic goes to the new pods

# <inputs>

set -Eeuo pipefail

purpose="Checks that the Service $SERVICE sends to $LABEL, the pods of $KIND $NAME."
goal_value=${LABEL#*=}

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
}

# <shared: service-switch>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
