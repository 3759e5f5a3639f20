#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl delete deployment NAME-canary

# <inputs>

set -Eeuo pipefail

purpose="Deletes $NAME-canary; all traffic is back with $KIND $NAME."
way_back='To start it once more: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_canary
  prove_cluster
  prove_workload
  prove_right delete deployments.apps
}

# Only our own canary is deleted.
read_state() {
  read_canary
  if [[ -z $canary_id ]]; then
    state='after'
  elif [[ $canary_mark == "$our_mark" ]]; then
    state='before'
  else
    state="the Deployment $NAME-canary is not of this bundle"
  fi
}

# The first Deployment has to carry everything again.
describe() {
  say "delete     $canary with $canary_wanted pods, $canary_available available"
  say "remains    $resource with $available of $wanted available"
  if ((available < wanted)); then
    say 'note       the first Deployment is not healthy as a whole; look at it first'
  fi
}

# Rights and admission are asked for real; only the deleting is left out.
rehearse() {
  ask "${kube[@]}" delete "$canary" --dry-run=server
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE delete deployment $NAME-canary
apply() {
  run "${kube[@]}" delete "$canary" --wait=false
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --selector=sre-mcp/canary-of=$NAME
# The pods end the orderly way, with the time that they are given.
settle() {
  local end
  end=$(($(date +%s) + TIMEOUT))
  until [[ -z $(ask "${kube[@]}" get pods --selector="sre-mcp/canary-of=$NAME" --output=name) ]]; do
    if (($(date +%s) >= end)); then
      say 'To watch them:'
      show_command "${patient[@]}" get pods --selector="sre-mcp/canary-of=$NAME" --watch
      fail "Pods of the canary are still there after $TIMEOUT seconds."
    fi
    sleep 2
  done
}

# It is gone, and the first Deployment is healthy.
verify() {
  read_canary
  compare 'canary' '' "$canary_id"
  verify_replicas
  conclude
}

# <shared: canary>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
