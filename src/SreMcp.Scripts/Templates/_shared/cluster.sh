# By hand: kubectl config get-contexts; kubectl get namespace kube-system -o jsonpath='{.metadata.uid}'
# A context is only a name that anybody can point elsewhere. The UID of kube-system is the cluster itself.
prove_cluster() {
  local found version
  command -v kubectl >/dev/null || fail 'kubectl is not installed. See https://kubernetes.io/docs/tasks/tools/'
  ask kubectl config get-contexts "$CONTEXT" --output=name >/dev/null 2>&1 ||
    fail "Your kubeconfig has no context '$CONTEXT'." 'Look at the names with: kubectl config get-contexts --output=name'
  found=$(ask "${kube[@]}" get namespace kube-system --output=jsonpath='{.metadata.uid}') ||
    fail "The cluster behind '$CONTEXT' did not say who it is, so nothing is done there."
  [[ $found == "$CLUSTER_ID" ]] ||
    fail "Wrong cluster: '$CONTEXT' leads to $found," "but this bundle was made for $CLUSTER_ID."
  version=$(ask "${kube[@]}" get --raw /version) || fail 'The server does not answer.'
  if [[ $version =~ \"gitVersion\":[[:space:]]*\"([^\"]+)\" ]]; then
    version=${BASH_REMATCH[1]}
  fi
  say "cluster    $found ($version), as recorded"
}

# By hand: kubectl auth can-i patch deployments.apps/NAME
# Better to learn of a missing right now than after half of the work.
prove_right() {
  local verb=$1 what=$2
  ask "${kube[@]}" auth can-i "$verb" "$what" >/dev/null ||
    fail "You may not $verb $what in $TARGET." "Ask for a role that allows it, or let somebody run this who may."
  say "right      $verb $what: yes"
}

# One line of the verification: what was checked, what was expected, what was found.
compare() {
  local verdict='ok'
  [[ $2 == "$3" ]] || verdict='DIFFERENT'
  printf '%-22s expected %-34s found %-34s %s\n' "$1" "$2" "$3" "$verdict"
  [[ $verdict == 'ok' ]] || differences=$((differences + 1))
}
differences=0

# Prints the result, and makes it the script's own.
conclude() {
  ((differences == 0)) || fail "$differences of the checks above found something else than intended."
}
