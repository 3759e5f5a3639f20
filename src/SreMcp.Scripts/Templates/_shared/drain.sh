# --- The pods of the node ----------------------------------------------------------

# By hand: kubectl get pods --all-namespaces --field-selector=spec.nodeName=$NODE -o wide
# Pods of DaemonSets and the node's own (static) pods stay; every other one has to move.
read_pods() {
  local text space name owner keeper mirror local_data
  text=$(ask "${kube[@]}" get pods --all-namespaces --field-selector="spec.nodeName=$NODE" --output=jsonpath='{range .items[*]}{.metadata.namespace}{"|"}{.metadata.name}{"|"}{.metadata.ownerReferences[?(@.controller==true)].kind}{"|"}{.metadata.ownerReferences[?(@.controller==true)].uid}{"|"}{.metadata.annotations.kubernetes\.io/config\.mirror}{"|"}{.spec.volumes[*].emptyDir}{"\n"}{end}') ||
    fail "The pods of $NODE cannot be listed; see the message above."
  moving=() bare=() with_local_data=() keepers=()
  while IFS='|' read -r space name owner keeper mirror local_data; do
    [[ -n $name && -z $mirror && $owner != 'DaemonSet' ]] || continue
    moving+=("$space/$name")
    [[ -z $keeper ]] || keepers+=("$keeper")
    [[ -n $owner ]] || bare+=("$space/$name")
    [[ -z $local_data ]] || with_local_data+=("$space/$name")
  done <<<"$text"
}
moving=()
bare=()
with_local_data=()
keepers=()  # the UIDs of what makes them anew
