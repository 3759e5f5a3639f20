#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        sets the former image again
#
# By hand it is two commands, and a third one when it goes wrong:
#   kubectl set image deployment/NAME CONTAINER=IMAGE
#   kubectl rollout status deployment/NAME
#   kubectl rollout undo deployment/NAME
# This script adds: is it still what was reviewed, do the new pods get healthy, and the third
# command at the moment when they do not.

# <inputs>

set -Eeuo pipefail

purpose="Deploys $IMAGE to the container $CONTAINER of $KIND $NAME."
way_back='To set the former image again: ./rollback.sh'
goal_image=$IMAGE
former_image=''

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_right patch "$resource"
  find_former_image
  show_neighbours
}

# The image that was reviewed, in the template that was reviewed.
read_state() {
  read_image
  if [[ $live_image == "$IMAGE" ]]; then
    state='after'
  elif [[ $live_image == "$former_image" ]] && is_reviewed_revision; then
    state='before'
  else
    read_revisions
    state="revision $live_number ($live_name) is live with $live_image, or its template was edited"
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout status $KIND/$NAME --timeout=5m
# The old pods carry the load until new ones are ready, so a stop in time costs nobody anything.
settle() {
  local end trouble
  end=$(($(date +%s) + TIMEOUT))
  while true; do
    read_workload
    if ((observed >= generation && updated == wanted && available == wanted && present == wanted)); then
      say "$available of $wanted replicas are updated and available"
      return 0
    fi
    read_revisions
    trouble=$(trouble_of "$(new_pods_selector)")
    if [[ -z $trouble ]] && (($(date +%s) >= end)); then
      trouble="$updated of $wanted replicas are updated and $available available after $TIMEOUT seconds"
    fi
    [[ -z $trouble ]] || stop_rollout "$trouble"
    sleep 2
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout undo $KIND/$NAME
# The former image returns at once; only what this very run did is taken back on its own.
stop_rollout() {
  say "Stopped: $1."
  show_command "${kube[@]}" get pods --selector="$(new_pods_selector)" --output=wide
  show_command "${kube[@]}" get events --sort-by=.lastTimestamp
  if [[ $ON_FAILURE != 'undo' ]] || ((changes == 0)); then
    fail "The new pods of $resource do not get healthy: $1."
  fi
  say "The former image $former_image returns."
  run "${kube[@]}" patch "$resource" --patch="$(image_patch "$former_image")"
  ask "${patient[@]}" rollout status "$resource" --timeout="${TIMEOUT}s" ||
    fail "The new pods of $resource did not get healthy ($1), and the former image did not finish either. Look now."
  way_back='The former image is back already, and healthy.'
  fail "The new pods of $resource did not get healthy: $1."
}

# <shared: new-pods>

# <shared: image>

# <shared: workload-change>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
