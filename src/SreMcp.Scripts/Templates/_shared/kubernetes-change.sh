# --- Kubernetes: before and after a change ---------------------------------------

# Waiting for a rollout takes longer than one answer of the server.
patient=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout="$((TIMEOUT + 30))s")

# A paused Deployment takes no new revision, and OnDelete never replaces a pod: waiting would not end.
prove_rollable() {
  local paused strategy
  paused=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.paused}')
  strategy=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.updateStrategy.type}')
  [[ $paused != 'true' ]] || fail 'The rollout is paused. Find out why, then: kubectl rollout resume' 'After that, read it again and generate a new bundle.'
  [[ $strategy != 'OnDelete' ]] || fail 'Its update strategy is OnDelete: pods change only when they are deleted, so no script can wait for it.'
}

# By hand: kubectl get hpa,pdb. Not obstacles, but a reader should know of them.
show_neighbours() {
  local scalers tight
  scalers=$(ask "${kube[@]}" get horizontalpodautoscalers.autoscaling --output=jsonpath='{range .items[*]}{.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name} {.metadata.name}{"\n"}{end}' 2>/dev/null) || scalers=''
  while read -r of scaler; do
    if [[ $of == "$KIND/$NAME" ]]; then
      say "note       the number of replicas belongs to the HorizontalPodAutoscaler $scaler; this script leaves it alone"
    fi
  done <<<"$scalers"
  tight=$(ask "${kube[@]}" get poddisruptionbudgets.policy --output=jsonpath='{range .items[?(@.status.disruptionsAllowed==0)]}{.metadata.name} {end}' 2>/dev/null) || tight=''
  [[ -z $tight ]] || say "note       these PodDisruptionBudgets of the namespace allow no disruption right now: $tight"
}

# By hand: kubectl get deployment NAME -o yaml >backup.yaml
# The object may hold secrets in its environment, so nobody else can read the file, and .gitignore names the folder.
backup() {
  local folder="$here/backups" file
  if [[ $mode == 'dry-run' ]]; then
    say "would save $resource to $folder/"
    return 0
  fi
  if ! (umask 077 && mkdir -p -- "$folder" && [[ -w $folder ]]) 2>/dev/null; then
    folder=$(mktemp -d "${TMPDIR:-/tmp}/backups.XXXXXXXX")
  fi
  file=$(umask 077 && mktemp "$folder/$(date -u +%Y%m%dT%H%M%SZ)-$KIND-$NAME.XXXXXX")
  ask "${kube[@]}" get "$resource" --output=yaml >"$file"
  say "saved to $file"
}

# By hand: kubectl rollout status deployment/NAME --timeout=5m
# A rollout that does not get healthy is the moment to look, not to wait longer.
settle() {
  if ! ask "${patient[@]}" rollout status "$resource" --timeout="${TIMEOUT}s"; then
    say 'The rollout did not finish. Look at the pods and their last events:'
    show_command "${kube[@]}" get pods --output=wide
    show_command "${kube[@]}" get events --sort-by=.lastTimestamp
    fail "$resource is not healthy after $TIMEOUT seconds."
  fi
}
