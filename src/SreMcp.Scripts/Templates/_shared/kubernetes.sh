# --- Kubernetes: who is it, whose is it, is it healthy --------------------------

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)

case $KIND in
  Deployment) resource="deployment.apps/$NAME" ;;
  StatefulSet) resource="statefulset.apps/$NAME" ;;
  DaemonSet) resource="daemonset.apps/$NAME" ;;
  *)
    printf 'ERROR: no such kind: %s\n' "$KIND" >&2
    exit 1
    ;;
esac

# <shared: cluster>

# By hand: kubectl get deployment NAME -o yaml, and look at uid, generation and status.
# A workload that was deleted and made again has the same name but another UID: it is not what was reviewed.
read_workload() {
  local text fields
  text=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.metadata.uid}{"\n"}{.metadata.generation}{"\n"}{.status.observedGeneration}{"\n"}{.spec.replicas}{"\n"}{.status.updatedReplicas}{"\n"}{.status.readyReplicas}{"\n"}{.status.availableReplicas}{"\n"}{.status.replicas}{"\n"}{.status.desiredNumberScheduled}{"\n"}{.status.updatedNumberScheduled}{"\n"}{.status.numberAvailable}{"\n"}') ||
    fail "$KIND $NAME of the namespace $NAMESPACE cannot be read; see the message above."
  mapfile -t fields <<<"$text"
  live_uid=${fields[0]:-}
  generation=${fields[1]:-0}
  observed=${fields[2]:-0}
  if [[ $KIND == 'DaemonSet' ]]; then
    wanted=${fields[8]:-} updated=${fields[9]:-} available=${fields[10]:-} present=${fields[8]:-}
  elif [[ $KIND == 'StatefulSet' ]]; then
    wanted=${fields[3]:-} updated=${fields[4]:-} available=${fields[5]:-} present=${fields[7]:-}
  else
    wanted=${fields[3]:-} updated=${fields[4]:-} available=${fields[6]:-} present=${fields[7]:-}
  fi
  wanted=${wanted:-0} updated=${updated:-0} available=${available:-0} present=${present:-0}
}

# The controller writes revisions and counts; until it has seen the newest change, they tell of the past.
prove_workload() {
  local tries=0
  read_workload
  [[ $live_uid == "$WORKLOAD_UID" ]] ||
    fail "$KIND $NAME was deleted and made again: its UID is $live_uid, not $WORKLOAD_UID." 'Read it again and generate a new bundle.'
  while ((observed < generation)); do
    ((tries < 30)) || fail 'The controller has not taken up the latest change for 30 seconds; look at kube-controller-manager.'
    tries=$((tries + 1))
    sleep 1
    read_workload
  done
  say "workload   $resource with the recorded UID, $available of $wanted available"
}

# By hand: look at the labels app.kubernetes.io/managed-by, argocd.argoproj.io/*, *.toolkit.fluxcd.io/*.
# What a controller keeps in step with Git or a chart is changed there; a change here would be taken back in minutes.
prove_owner() {
  local labels notes found='none'
  labels=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.metadata.labels.argocd\.argoproj\.io/instance}|{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name}{.metadata.labels.helm\.toolkit\.fluxcd\.io/name}')
  notes=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.metadata.annotations.argocd\.argoproj\.io/tracking-id}|{.metadata.annotations.meta\.helm\.sh/release-name}')
  if [[ -n ${labels#*|} ]]; then
    found='flux'
  elif [[ -n ${labels%%|*} || -n ${notes%%|*} ]]; then
    found='argocd'
  elif [[ -n ${notes#*|} ]]; then
    found='helm'
  fi
  [[ $found == "$OWNER" || $found == 'none' ]] ||
    fail "It is managed by $found now, but was read as: $OWNER." 'Read it again and generate a new bundle.'
  say "owner      $OWNER"
}

# Every replica is of the new template and available, and none of the old ones is left.
verify_replicas() {
  read_workload
  compare 'updated replicas' "$wanted" "$updated"
  compare 'available replicas' "$wanted" "$available"
  compare 'replicas in all' "$wanted" "$present"
}
