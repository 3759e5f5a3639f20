#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh   only reads; ends with 0 when it is healthy, with 1 when the time is over
#
# By hand it is one command:
#   kubectl rollout status deployment/NAME --timeout=5m
# This script adds: is it the right cluster, is it the version that you wait for, is none of the
# old pods left. It fits into a pipeline, between a deployment and what needs it.

# <inputs>

set -Eeuo pipefail

purpose="Waits until $KIND $NAME is as its template says and healthy."

# The cluster and the object are the ones that were looked at.
preflight() {
  prove_cluster
  prove_workload
  prove_version
  prove_waitable
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --output=jsonpath='{.spec.template.spec.containers[*].image}'
# Before the new version has been asked for, the old rollout looks finished and means nothing.
prove_version() {
  local images
  images=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.template.spec.containers[*].image}')
  say "images     $images"
  if [[ -n $IMAGE && " $images " != *" $IMAGE "* ]]; then
    fail "$resource does not carry $IMAGE, so there is nothing to wait for." 'Deploy it first.'
  fi
}

# A paused Deployment takes no new revision, and OnDelete never replaces a pod: waiting would not end.
prove_waitable() {
  local paused strategy
  paused=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.paused}')
  strategy=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.updateStrategy.type}')
  [[ $paused != 'true' ]] || fail 'The rollout is paused. Find out why, then: kubectl rollout resume'
  [[ $strategy != 'OnDelete' ]] || fail 'Its update strategy is OnDelete: pods change only when they are deleted.'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout status $KIND/$NAME --timeout=5m
# Every replica is of the newest template and available, and none of the old ones is left.
verify() {
  local end
  end=$(($(date +%s) + TIMEOUT))
  read_workload
  until ((observed >= generation && updated == wanted && available == wanted && present == wanted)); do
    if (($(date +%s) >= end)); then
      say "Not healthy after $TIMEOUT seconds. Look at the pods and their last events:"
      show_command "${kube[@]}" get pods --output=wide
      show_command "${kube[@]}" get events --sort-by=.lastTimestamp
      break
    fi
    [[ $verbose == 'no' ]] || say "$updated of $wanted updated, $available available, $present in all"
    sleep 2
    read_workload
  done
  verify_replicas
  conclude
}

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
