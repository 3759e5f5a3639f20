#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        moves the traffic back
#
# By hand it is one command, and what has to be true before it:
#   kubectl get deployments,statefulsets --selector=app.kubernetes.io/instance=RELEASE, on both
#   curl the new cluster directly
#   kubectl patch service NAME --patch='{"spec":{"externalName":"HOST"}}', or the record at your DNS provider
# This script adds: are both the clusters that were reviewed, do they run the same versions, can the
# new one carry the load, does it answer to users, and the way back at the moment when it does not.

# <inputs>

set -Eeuo pipefail

purpose="Moves the traffic from $BLUE_CONTEXT to $GREEN_CONTEXT."
way_back='To move the traffic back: ./rollback.sh'
origin='blue'
goal='green'

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_sides
  prove_switch
  prove_same
  prove_healthy "$goal"
  prove_load
  prove_answer "$goal"
}

# By hand: the same helm list on both, side by side
# A cluster with other versions is not the other half of a swap, but a release that nobody tested under load.
prove_same() {
  local found
  found=$(diff <(workloads_on blue | cut -d '|' -f 1-3) <(workloads_on green | cut -d '|' -f 1-3)) || true
  [[ -z $found ]] || fail 'The two clusters do not run the same (< is blue, > is green):' "$found" 'Bring them together first.'
  say "same       charts and images of ${#RELEASES_RELEASE[@]} releases"
}

# Half of the replicas cannot carry all of the load; an autoscaler follows minutes later.
prove_load() {
  local name chart images wanted ready updated there blue
  blue=$(workloads_on blue)
  while IFS='|' read -r name chart images wanted ready updated; do
    there=$(awk -F '|' -v name="$name" '$1 == name { print $5 }' <<<"$blue")
    if ((ready * 100 < ${there:-0} * SHARE)); then
      fail "$name has $ready replicas ready on green and ${there:-0} on blue (${chart:-no chart}, ${images:-no image}, $updated of $wanted updated)." "Scale green up first; $SHARE per cent are asked for."
    fi
  done <<<"$(workloads_on green)"
  say "load       green has at least $SHARE per cent of what blue has ready"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE patch service $SERVICE --type=merge --patch='{"spec":{"externalName":"$BLUE_HOST"}}'
# Only what this very run did is taken back on its own, and only what a script can take back.
stop_swap() {
  say "Stopped: $1."
  open_side "$origin"
  if [[ $SWITCH == 'manual' ]]; then
    show_record
    fail "$1." 'The record is yours to change: above is the way back.'
  elif [[ $ON_FAILURE != 'undo' ]] || ((changes == 0)); then
    fail "$1."
  fi
  say 'The traffic goes back.'
  run "${kube[@]}" patch "service/$SERVICE" --type=json --patch="$(switch_patch "$goal" "$origin")"
  way_back="The Service leads to $origin again already."
  fail "$1."
}

# <shared: cluster-swap>

# <shared: cluster-sides>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
