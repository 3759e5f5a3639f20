#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would be deleted and deletes nothing
#            ./rollback.sh             does it, after asking
#
# Only for a run that was killed: run.sh deletes its pod by itself.

# <inputs>

set -Eeuo pipefail

purpose="Deletes the probe that a killed run left in $NAMESPACE."

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
pod='pod/connectivity-probe'
way_back='There is nothing to put back: a probe that is gone is started again with ./run.sh'
probe_uid=''

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_right delete "$pod"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --selector=app.kubernetes.io/component=connectivity-probe
# The one that was shown is the one that is deleted; a new one in between belongs to somebody else.
read_state() {
  local earlier=$probe_uid
  probe_uid=$(ask "${kube[@]}" get pods --field-selector=metadata.name=connectivity-probe --selector=app.kubernetes.io/component=connectivity-probe --output=jsonpath='{.items[*].metadata.uid}')
  state='before'
  if [[ -z $probe_uid ]]; then
    state='after'
  elif [[ -n $earlier && $earlier != "$probe_uid" ]]; then
    state='it is another probe than a moment ago'
  fi
}

# Since when it runs says whether somebody may still be at it.
describe() {
  ask "${kube[@]}" get "$pod" --output=wide
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE delete pod connectivity-probe --dry-run=server
rehearse() {
  ask "${kube[@]}" delete "$pod" --dry-run=server
}

# A probe holds nothing that is worth keeping.
backup() {
  say 'nothing to save: its results are in its log, which goes with it'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE delete pod connectivity-probe
apply() {
  run "${kube[@]}" delete "$pod" --wait=false
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --watch
# Its node ends it and says so; should the node be gone, it stays until somebody removes the node.
settle() {
  local tries=0
  until read_state && [[ $state == 'after' ]]; do
    ((tries < 30)) || fail 'It is still there after 30 seconds.' "Look at its node: kubectl get $pod --output=wide"
    tries=$((tries + 1))
    sleep 1
  done
}

# Nothing is left.
verify() {
  read_state
  compare 'probes left' '' "$probe_uid"
  conclude
}

# <shared: cluster>

# <shared: contract>

contract_main "$@"
