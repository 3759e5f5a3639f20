#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the image is in place and every pod has it

# <inputs>

set -Eeuo pipefail

purpose="Checks that $CONTAINER of $KIND $NAME runs $IMAGE and is healthy."
goal_image=$IMAGE

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
}

# <shared: image>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
