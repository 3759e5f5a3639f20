#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the canary has its last share and is healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks that $NAME-canary has its last share of the pods and is healthy."

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  say "steps      ${STEPS_WEIGHT[*]} per cent, watched for ${STEPS_PAUSE[*]} seconds when they were taken"
}

# The canary has its last share, and the first Deployment is healthy.
verify() {
  read_canary
  [[ -n $canary_id ]] || fail "There is no $canary."
  compare 'mark of this bundle' "$our_mark" "$canary_mark"
  compare 'pods of the canary' "$(last_count)" "$canary_wanted"
  compare 'available of these' "$(last_count)" "$canary_available"
  verify_replicas
  conclude
}

# <shared: canary>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
