# --- One node ----------------------------------------------------------------------

# By hand: kubectl get node $NODE
# Whether the scheduler may put pods there.
read_node() {
  is_closed_node=$(ask "${kube[@]}" get node "$NODE" --output=jsonpath='{.spec.unschedulable}') ||
    fail "There is no node $NODE, or you may not see it." 'The names: kubectl get nodes'
}
is_closed_node=''

# By hand: kubectl auth can-i patch nodes/$NODE
# Closing and opening is a patch of the node.
prove_node_right() {
  ask "${kube[@]}" auth can-i patch "nodes/$NODE" >/dev/null 2>&1 ||
    fail "You may not patch the node $NODE." 'Ask for a role that allows it, or let somebody run this who may.'
  say "right      patch nodes/$NODE: yes"
}

# A machine that is replaced under the same name has another UID.
uid_of_node() {
  ask "${kube[@]}" get node "$NODE" --output=jsonpath='{.metadata.uid}'
}

# Nodes come and go by the hand of an autoscaler or a machine pool, which may replace what you take out of service.
show_node_owner() {
  local keeper others
  keeper=$(ask "${kube[@]}" get node "$NODE" --output=jsonpath='{.metadata.labels.karpenter\.sh/nodepool}{.metadata.labels.eks\.amazonaws\.com/nodegroup}{.metadata.labels.kubernetes\.azure\.com/agentpool}{.metadata.labels.cloud\.google\.com/gke-nodepool}{.metadata.annotations.cluster\.x-k8s\.io/machine}')
  say "node       $NODE${keeper:+, of the pool $keeper: its autoscaler may add or remove nodes meanwhile}"
  others=$(ask "${kube[@]}" get nodes --output=jsonpath='{range .items[?(@.spec.unschedulable!=true)]}{.metadata.name}{"\n"}{end}' | grep -cvxF -- "$NODE" || true)
  say "others     $others other nodes take pods"
  ((others > 0)) || say 'note       this is the only node that takes pods: what leaves it has nowhere to go'
}

# By hand: kubectl get node $NODE -o yaml >node-before.yaml
# It tells rollback.sh that the node was open before, and that this bundle closed it. A second run keeps what the first one saved.
save_node() {
  local file="$here/backups/node-before.yaml"
  if [[ $mode == 'dry-run' ]]; then
    say "would save the node to $file"
    return 0
  fi
  if [[ $is_closed_node == 'true' ]]; then
    say 'The node was closed already; whoever closed it opens it again.'
    return 0
  fi
  (umask 077 && mkdir -p -- "$here/backups" && uid_of_node >"$here/backups/node-was-open" && ask "${kube[@]}" get node "$NODE" --output=yaml >"$file") ||
    fail "The folder $here/backups cannot be written, and rollback.sh needs what is in it."
  say "saved to $file"
}
