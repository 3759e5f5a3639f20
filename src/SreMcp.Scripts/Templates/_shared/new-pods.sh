# --- The new pods, while they start ------------------------------------------------

# Pods carry the hash of the revision that they were made from.
new_pods_selector() {
  case $KIND in
    StatefulSet) printf 'controller-revision-hash=%s' "$live_name" ;;
    DaemonSet) printf 'controller-revision-hash=%s' "${live_name##*-}" ;;
    *) printf 'pod-template-hash=%s' "${live_name##*-}" ;;
  esac
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --selector=pod-template-hash=HASH
# Prints what is wrong with the pods of a selector, and nothing while all is well: waiting longer does not heal these.
trouble_of() {
  local pods pod restarts reasons word total=0
  pods=$(ask "${kube[@]}" get pods --selector="$1" --output=jsonpath='{range .items[*]}{.metadata.name}|{.status.containerStatuses[*].restartCount}|{.status.initContainerStatuses[*].state.waiting.reason} {.status.containerStatuses[*].state.waiting.reason}{"\n"}{end}')
  while IFS='|' read -r pod restarts reasons; do
    for word in $restarts; do
      total=$((total + word))
    done
    for word in $reasons; do
      case $word in
        CrashLoopBackOff | ImagePullBackOff | InvalidImageName | CreateContainerConfigError | RunContainerError)
          printf '%s: %s' "$pod" "$word"
          return 0
          ;;
      esac
    done
  done <<<"$pods"
  if ((total > MAX_RESTARTS)); then
    printf 'the new pods restarted %s times, %s are allowed' "$total" "$MAX_RESTARTS"
  fi
}
