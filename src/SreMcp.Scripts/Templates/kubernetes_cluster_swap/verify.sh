#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when users reach the new cluster and it is healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks that users reach $GREEN_CONTEXT and that it is healthy."

# All three are the clusters that were reviewed.
preflight() {
  prove_cluster
  prove_sides
  prove_answer green
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get service $SERVICE --output=jsonpath='{.spec.externalName}'
# The switch stands where it should, and users get there.
verify() {
  if [[ $SWITCH != 'manual' ]]; then
    compare "service/$SERVICE" "$GREEN_HOST" "$(ask "${kube[@]}" get "service/$SERVICE" --output=jsonpath='{.spec.externalName}')"
  fi
  compare 'users reach' 'green' "$(who_answers)"
  prove_healthy green
  conclude
}

# <shared: cluster-sides>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
