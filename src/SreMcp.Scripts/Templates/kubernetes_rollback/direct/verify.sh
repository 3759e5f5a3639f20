#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the rollback is in place and healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks that $KIND $NAME carries $GOAL_REVISION and is healthy."

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
}

# The live revision is the wanted one, its template is in place, and every replica has it.
verify() {
  verify_revision "$GOAL_REVISION"
  verify_replicas
  conclude
}

# <shared: revisions>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
