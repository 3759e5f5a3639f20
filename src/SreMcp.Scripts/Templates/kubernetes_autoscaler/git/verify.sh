#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the autoscaler is as the file says and keeps its bounds

# <inputs>

set -Eeuo pipefail

purpose="Checks the autoscaler of $KIND $NAME."
objects=("horizontalpodautoscalers.$API.autoscaling/$NAME")
manifests=(autoscaler.yaml)

# The cluster, the object and the files are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_files
  prove_workload
  prove_owner
}

# <shared: autoscaler>

# <shared: verify-manifests>

# <shared: kubernetes>

# <shared: files>

# <shared: contract>

contract_check "$@"
