#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        switches back
#
# By hand it is one command, and looking at where the traffic goes:
#   kubectl patch service NAME --patch='{"spec":{"selector":{"slot":"green"}}}'
#   kubectl get endpoints NAME
# This script adds: is the other side healthy before anybody is sent there, does the Service
# select what was reviewed, do the endpoints follow.

# <inputs>

set -Eeuo pipefail

purpose="Switches the Service $SERVICE from $FORMER_LABEL to $LABEL, the pods of $KIND $NAME."
way_back='To switch back: ./rollback.sh'
origin_value=${FORMER_LABEL#*=}
goal_value=${LABEL#*=}

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_takeover
  prove_service
  prove_ready
  prove_right patch "service/$SERVICE"
}

# The workload must be the one whose pods take over, and all of it healthy: this is the last moment to find out.
prove_takeover() {
  local carried
  carried=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.template.metadata.labels}')
  [[ $carried == *"\"$label_key\":\"$goal_value\""* ]] || fail "The pods of $resource do not carry $LABEL." "They carry: $carried"
  ((wanted > 0 && available == wanted && updated == wanted)) ||
    fail "Only $available of $wanted pods of $resource are available, so it does not take over."
}

# <shared: service-switch>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
