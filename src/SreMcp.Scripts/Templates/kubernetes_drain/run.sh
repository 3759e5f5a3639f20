#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Empties the node $NODE."
way_back='To let pods in again: ./rollback.sh. What has moved stays where it is.'

# The context is named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)

# What is given to kubectl drain, in the rehearsal and for real.
drain=(--ignore-daemonsets)
[[ $LOSE_LOCAL_DATA != 'true' ]] || drain+=(--delete-emptydir-data)
[[ $LOSE_BARE_PODS != 'true' ]] || drain+=(--force)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  read_node
  prove_node_right
  prove_eviction
  show_node_owner
  read_pods
  prove_losses
  show_budgets
}

# By hand: kubectl auth can-i create pods --subresource=eviction --all-namespaces
# An eviction asks the PodDisruptionBudgets first; a deletion would not.
prove_eviction() {
  ask "${kube[@]}" auth can-i create pods --subresource=eviction --all-namespaces >/dev/null ||
    fail 'You may not evict pods in every namespace.' 'Ask for a role that allows it, or let somebody run this who may.'
  say 'right      create pods/eviction: yes'
}

# Some things do not come back: they are named, and need a word of their own.
prove_losses() {
  if ((${#bare[@]} > 0)); then
    [[ $LOSE_BARE_PODS == 'true' ]] || fail "Nothing would make these pods anew: ${bare[*]}." 'Ask who needs them, or generate the bundle with lose-bare-pods: true.'
    say "note       lost, since nothing makes them anew: ${bare[*]}"
  fi
  if ((${#with_local_data[@]} > 0)); then
    [[ $LOSE_LOCAL_DATA == 'true' ]] || fail "These pods keep data in emptyDir volumes of the node: ${with_local_data[*]}." 'When that data may go, generate the bundle with lose-local-data: true.'
    say "note       their emptyDir volumes are lost: ${with_local_data[*]}"
  fi
}

# By hand: kubectl get poddisruptionbudgets --all-namespaces
# A budget that allows none holds the node for as long as it does; the rehearsal asks the server whether one does.
show_budgets() {
  local text space name allowed pod concerned
  text=$(ask "${kube[@]}" get poddisruptionbudgets.policy --all-namespaces --output=jsonpath='{range .items[*]}{.metadata.namespace}{"|"}{.metadata.name}{"|"}{.status.disruptionsAllowed}{"\n"}{end}') ||
    fail 'The PodDisruptionBudgets cannot be read, so nobody could say what stops the drain.'
  while IFS='|' read -r space name allowed; do
    concerned='no'
    for pod in "${moving[@]}"; do
      [[ ${pod%%/*} != "$space" ]] || concerned='yes'
    done
    [[ -z $name || $concerned == 'no' ]] || say "budget     $space/$name allows ${allowed:-0} disruptions now"
  done <<<"$text"
}

# Closed and empty is done. Anything else is work that is left, also after an interrupted run.
read_state() {
  read_node
  read_pods
  state='before'
  [[ $is_closed_node != 'true' || ${#moving[@]} -gt 0 ]] || state='after'
}

# Which pods move: the number is what a reader feels, the names are what they look for.
describe() {
  say "cordon     $NODE"
  say "evict      ${#moving[@]} pods: ${moving[*]:-none}"
}

# By hand: kubectl drain $NODE --ignore-daemonsets --dry-run=server
# Every eviction is judged by the server, PodDisruptionBudgets included; none happens.
rehearse() {
  ask "${kube[@]}" drain "$NODE" "${drain[@]}" --timeout=20s --dry-run=server ||
    fail 'The server would not evict all of them; see above.' 'When a PodDisruptionBudget holds them: add replicas, or make the unhealthy ones healthy, then run this again.'
}

# What rollback.sh needs to know, what makes the pods anew, and who waits for a node already.
backup() {
  makers=("${keepers[@]}")
  waiting_before=$(waiting_pods)
  save_node
}
makers=()
waiting_before=''

# By hand: kubectl drain $NODE --ignore-daemonsets --timeout=15m
# It closes the node first, so that nothing returns, and waits for every pod to be gone.
apply() {
  run "${kube[@]}" drain "$NODE" "${drain[@]}" --timeout="${TIMEOUT}s"
}

# Pods of the same makers that no node has taken yet. Others that wait are not our work.
waiting_pods() {
  local text keeper pod
  text=$(ask "${kube[@]}" get pods --all-namespaces --field-selector=spec.nodeName=,status.phase=Pending --output=jsonpath='{range .items[*]}{.metadata.ownerReferences[?(@.controller==true)].uid}{"|"}{.metadata.namespace}/{.metadata.name}{"\n"}{end}')
  while IFS='|' read -r keeper pod; do
    [[ -z $keeper || " ${makers[*]} " != *" $keeper "* ]] || printf '%s\n' "$pod"
  done <<<"$text"
}

# By hand: kubectl get pods --all-namespaces --field-selector=spec.nodeName=
# The node is empty, but the work is done only when what left it has found another one.
settle() {
  local waited=0 left
  while true; do
    left=$(waiting_pods | grep -vxF -f <(printf '%s\n' "${waiting_before:-none}") | tr '\n' ' ' || true)
    [[ -n ${left// /} ]] || break
    ((waited < TIMEOUT)) || fail "No node takes these pods: $left" 'Look at: kubectl describe pod. Add a node, or open this one again with ./rollback.sh'
    sleep 2
    waited=$((waited + 2))
  done
  say 'Everything that left has another node.'
}

# The node is closed, and nothing is left that should have moved.
verify() {
  read_node
  read_pods
  compare 'closed to new pods' 'yes' "$([[ $is_closed_node == 'true' ]] && printf 'yes' || printf 'no')"
  compare 'pods left to move' '0' "${#moving[@]}"
  conclude
}

# <shared: drain>

# <shared: node>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
