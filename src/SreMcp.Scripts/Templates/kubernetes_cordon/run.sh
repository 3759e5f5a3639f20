#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Closes the node $NODE to new pods."
way_back='To open it again: ./rollback.sh'

# The context is named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  read_node
  prove_node_right
  show_node_owner
}

# A closed node is what is wanted, whoever closed it.
read_state() {
  read_node
  state='before'
  [[ $is_closed_node != 'true' ]] || state='after'
}

# By hand: kubectl get pods --all-namespaces --field-selector=spec.nodeName=$NODE
# Who goes on there, and would not come back after a restart of the node.
describe() {
  local count
  count=$(ask "${kube[@]}" get pods --all-namespaces --field-selector="spec.nodeName=$NODE" --output=jsonpath='{range .items[*]}{.metadata.name}{"\n"}{end}' | grep -c . || true)
  say "cordon     $NODE: the scheduler puts nothing new there; its $count pods go on. DaemonSets are not affected."
}

# By hand: kubectl cordon $NODE --dry-run=server
# The server judges the change and stores nothing.
rehearse() {
  ask "${kube[@]}" cordon "$NODE" --dry-run=server
}

# What rollback.sh needs to know.
backup() {
  save_node
}

# By hand: kubectl cordon $NODE
# To empty it, too, is drain.
apply() {
  run "${kube[@]}" cordon "$NODE"
}

# Stored is done: the scheduler sees it at once.
settle() {
  say 'Nothing to wait for.'
}

# The server says that the scheduler leaves it alone.
verify() {
  read_node
  compare 'closed to new pods' 'yes' "$([[ $is_closed_node == 'true' ]] && printf 'yes' || printf 'no')"
  conclude
}

# <shared: node>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
