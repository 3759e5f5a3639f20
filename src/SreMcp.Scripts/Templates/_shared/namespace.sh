# --- Kubernetes: one namespace of one cluster -------------------------------------

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)

# By hand: kubectl --context=$CONTEXT get namespace kube-system --output=jsonpath='{.metadata.uid}'
# A context is only a name that anybody can point elsewhere. The UID of kube-system is the cluster itself.
prove_cluster() {
  local found
  command -v kubectl >/dev/null || fail 'kubectl is not installed. See https://kubernetes.io/docs/tasks/tools/'
  ask kubectl config get-contexts "$CONTEXT" --output=name >/dev/null 2>&1 ||
    fail "Your kubeconfig has no context '$CONTEXT'." 'Look at the names with: kubectl config get-contexts --output=name'
  found=$(ask "${kube[@]}" get namespace kube-system --output=jsonpath='{.metadata.uid}') ||
    fail "The cluster behind '$CONTEXT' did not say who it is, so nothing is done there."
  [[ $found == "$CLUSTER_ID" ]] ||
    fail "Wrong cluster: '$CONTEXT' leads to $found," "but this bundle was made for $CLUSTER_ID."
  ask "${kube[@]}" get namespace "$NAMESPACE" --output=name >/dev/null || fail "There is no namespace $NAMESPACE."
  say "cluster    $found, as recorded; namespace $NAMESPACE"
}

# Better to learn of a missing right now than after half of the work.
prove_right() {
  ask "${kube[@]}" auth can-i "$1" "$2" >/dev/null ||
    fail "You may not $1 $2 in $NAMESPACE." 'Ask for a role that allows it, or let somebody run this who may.'
  say "right      $1 $2: yes"
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
