#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the change has arrived from Git and is healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks that $KIND $NAME carries $GOAL_REVISION and is healthy."

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
}

# What Git now says is what that revision said, and every replica has it.
verify() {
  verify_revision "$GOAL_REVISION"
  verify_replicas
  conclude
}

# <shared: revisions>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
