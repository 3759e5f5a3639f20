#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when every workload has the wanted sizes and is healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks the sizes and the health of the workloads of ${#SIZES_CONTAINER[@]} containers."

# The cluster is the one that was reviewed. Who keeps a workload does not matter to a check.
preflight() {
  prove_cluster
  list_workloads
}

# Every amount is the wanted one, and every replica has it.
verify() {
  local named
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    compare_sizes
  done
  conclude
}

# <shared: workload-sizes>

# <shared: workloads>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
