#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the sizes are in place and every pod has them

# <inputs>

set -Eeuo pipefail

purpose="Checks that ${SIZES_CONTAINER[*]} of $KIND $NAME have the wanted sizes and are healthy."

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  load_sizes
}

# What a container shall have after this script.
goal_size() {
  printf '%s' "${wanted_sizes[$1]}"
}

# <shared: sizes>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
