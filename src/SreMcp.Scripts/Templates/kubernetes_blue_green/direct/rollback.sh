#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl patch service NAME with the former value of the label, which is in this file.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: the Service $SERVICE returns to $FORMER_LABEL."
way_back='To switch once more: ./run.sh'
origin_value=${LABEL#*=}
goal_value=${FORMER_LABEL#*=}

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  say "workload   $resource is left as it is"
  prove_service
  prove_ready
  prove_right patch "service/$SERVICE"
}

# <shared: service-switch>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
