# --- Changing one after the other -------------------------------------------------------

declare -A uids=() seen=()
pending=()
finished=()

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get deployment NAME --output=yaml
# Every workload is looked at before the first one is touched, and all that stands in the way is said at once.
prove_workloads() {
  local named refused=0
  for named in "${workloads[@]}"; do
    open_workload "$named"
    prove_this_workload || refused=$((refused + 1))
  done
  ((refused == 0)) || fail "$refused of ${#workloads[@]} workloads must not be changed by this script; see above." 'Take them out of the list, or make their change where it belongs.'
}

# Labels, annotations and spec.paused tell. What a controller keeps in step with Git or a chart is changed there; a change here would be taken back in minutes.
prove_this_workload() {
  local found uid paused strategy argo tracking kustomization flux release
  found=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.metadata.uid}{"\n"}{.spec.paused}{"\n"}{.spec.updateStrategy.type}{"\n"}{.metadata.labels.argocd\.argoproj\.io/instance}{"\n"}{.metadata.annotations.argocd\.argoproj\.io/tracking-id}{"\n"}{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name}{"\n"}{.metadata.labels.helm\.toolkit\.fluxcd\.io/name}{"\n"}{.metadata.annotations.meta\.helm\.sh/release-name}{"\n"}') ||
    fail "$workload cannot be read; see the message above."
  {
    IFS= read -r uid
    IFS= read -r paused
    IFS= read -r strategy
    IFS= read -r argo
    IFS= read -r tracking
    IFS= read -r kustomization
    IFS= read -r flux
    IFS= read -r release
  } <<<"$found" || true
  uids[$workload]=$uid
  if [[ -n $kustomization ]]; then
    refuse "Flux keeps it as Git says: change it in the repository of the Kustomization $kustomization"
  elif [[ -n $flux ]]; then
    refuse "Flux keeps it as Git says: change the values of the HelmRelease $flux in its repository"
  elif [[ -n $argo$tracking ]]; then
    refuse "Argo CD keeps it as Git says: change it in the repository of the application ${argo:-${tracking%%:*}}"
  elif [[ -n $release ]]; then
    refuse "it belongs to the Helm release $release: change the values of that release and upgrade it"
  elif [[ $paused == 'true' ]]; then
    refuse 'its rollout is paused: find out why, and go on with kubectl rollout resume'
  elif [[ $strategy == 'OnDelete' ]]; then
    refuse 'its update strategy is OnDelete: pods change only when they are deleted, so no script can wait for it'
  else
    say "workload   $workload, kept by nobody else"
  fi
}

# One obstacle; the caller goes on to find the others.
refuse() {
  say "REFUSED    $workload: $1"
  return 1
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get deployment NAME --output=jsonpath='{.spec.template.spec.containers[?(@.name=="CONTAINER")].resources}'
# The resources of one container, byte for byte as the server writes them.
raw_resources() {
  ask "${kube[@]}" get "$resource" --output=jsonpath="{.spec.template.spec.containers[?(@.name==\"$1\")].resources}"
}

# One line for each listed container of the open workload.
raw_lines() {
  local container
  printf 'uid|%s\n' "${uids[$workload]}"
  while IFS= read -r container; do
    printf '%s|%s\n' "$container" "$(raw_resources "$container")"
  done < <(listed_containers)
}

# Where the state of a workload from before is kept.
saved_as() {
  printf '%s' "$here/backups/before-${1//\//-}"
}

# How each workload was when the plan was shown: what somebody else changes after that is not overwritten.
note_seen() {
  seen[$workload]="${uids[$workload]} $live_sizes"
}

# Somebody may change a workload while the ones before it roll out, which takes minutes.
prove_unchanged() {
  [[ ${seen[$workload]} == "${uids[$workload]} $live_sizes" ]] ||
    fail "The sizes of $workload changed since the plan was shown." 'Look at who did it, then run this again.'
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE rollout status deployment/NAME --timeout=5m
# The next one is not touched before this one is healthy, and has stayed so: too little memory shows after the start, not at it.
wait_for_workload() {
  say "waiting    $workload"
  ask "${patient[@]}" rollout status "$resource" --timeout="${TIMEOUT}s" || stop_here "is not healthy after $TIMEOUT seconds"
  if ((PAUSE > 0)); then
    sleep "$PAUSE"
    is_healthy || stop_here "did not stay healthy for $PAUSE seconds"
  fi
  finished+=("$workload")
}

# The first one that does not get healthy is the last one that is touched.
stop_here() {
  local named untouched=()
  for named in "${workloads[@]}"; do
    [[ $named == "$workload" || " ${finished[*]} " == *" $named "* ]] || untouched+=("$named")
  done
  say "Stopped: $workload $1. Look at its pods and their last events:"
  show_command "${kube[@]}" get pods --output=wide
  show_command "${kube[@]}" get events --sort-by=.lastTimestamp
  say "done       ${finished[*]:-none}"
  say "not yet    ${untouched[*]:-none}"
  say 'To take back only this one by hand:'
  show_command "${kube[@]}" rollout undo "$resource"
  if [[ $resource == statefulset* ]]; then
    say 'A StatefulSet waits for a pod that does not get ready even after that: delete the pod, and it comes back with the former sizes.'
  fi
  fail "$workload $1."
}

# All of them were waited for one by one; after an interruption this waits for those that are left.
settle() {
  local named
  for named in "${workloads[@]}"; do
    [[ " ${finished[*]} " != *" $named "* ]] || continue
    open_workload "$named"
    wait_for_workload
  done
}
