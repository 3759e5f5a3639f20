#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the restart is done and healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks that $KIND $NAME was restarted by this bundle and is healthy."

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
}

# The mark is there, and every replica has it.
verify() {
  read_mark
  compare 'mark of this restart' "$our_mark" "$mark"
  verify_replicas
  conclude
}

# <shared: restart-mark>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
