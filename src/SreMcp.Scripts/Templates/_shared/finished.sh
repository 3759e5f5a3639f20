# --- What has ended long enough ago ------------------------------------------------

# One line each, oldest first: when it ended, kind/name, UID, why it is on the list.
finished=''
count=0

# True when this kind of thing was asked for.
is_wanted() {
  local word
  for word in "${WHAT[@]}"; do
    [[ $word != "$1" ]] || return 0
  done
  return 1
}

# The labels as one selector; without labels, everything in the namespace.
selector() {
  local joined
  joined=$(IFS=','; printf '%s' "${LABELS[*]}")
  printf '%s' "$joined"
}

# The last of some times; they are all in UTC and in one spelling, so they sort as text.
latest() {
  local time last=''
  for time in "$@"; do
    [[ ! $time > $last ]] || last=$time
  done
  printf '%s' "$last"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --field-selector=status.phase=Succeeded
# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --field-selector=status.phase=Failed
# A pod that belongs to a Job is left to its Job, which would start another one in its place.
# An evicted pod often has no time of its end, only that of its start; it counts from there.
list_pods() {
  local pods pod id phase reason owner ends started
  pods=$(ask "${kube[@]}" get pods --selector="$(selector)" --output=jsonpath='{range .items[*]}{.metadata.name}|{.metadata.uid}|{.status.phase}|{.status.reason}|{.metadata.ownerReferences[?(@.controller==true)].kind}|{.status.containerStatuses[*].state.terminated.finishedAt}|{.status.startTime} {.metadata.creationTimestamp}{"\n"}{end}')
  while IFS='|' read -r pod id phase reason owner ends started; do
    # shellcheck disable=SC2086 # a list of times
    ends=$(latest ${ends:-$started})
    case $phase:$reason:$owner in
      *:Job) ;;
      Succeeded:*) ! is_wanted completed-pods || printf '%s|pod/%s|%s|completed\n' "$ends" "$pod" "$id" ;;
      Failed:Evicted:*) ! is_wanted evicted-pods || printf '%s|pod/%s|%s|evicted\n' "$ends" "$pod" "$id" ;;
      Failed:*) ! is_wanted failed-pods || printf '%s|pod/%s|%s|failed %s\n' "$ends" "$pod" "$id" "$reason" ;;
    esac
  done <<<"$pods"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get jobs
# A Job has ended when it says so itself; one that waits for its next try has not.
list_jobs() {
  local jobs job id complete failed
  is_wanted jobs || return 0
  jobs=$(ask "${kube[@]}" get jobs.batch --selector="$(selector)" --output=jsonpath='{range .items[*]}{.metadata.name}|{.metadata.uid}|{.status.conditions[?(@.type=="Complete")].status}={.status.conditions[?(@.type=="Complete")].lastTransitionTime}|{.status.conditions[?(@.type=="Failed")].status}={.status.conditions[?(@.type=="Failed")].lastTransitionTime}{"\n"}{end}')
  while IFS='|' read -r job id complete failed; do
    case $complete in
      True=*) printf '%s|job.batch/%s|%s|complete\n' "${complete#*=}" "$job" "$id" ;;
    esac
    case $failed in
      True=*) printf '%s|job.batch/%s|%s|failed\n' "${failed#*=}" "$job" "$id" ;;
    esac
  done <<<"$jobs"
}

# Everything that is wanted, of the labels, and old enough. The oldest come first.
find_finished() {
  local now cutoff ends rest
  now=$(date +%s)
  cutoff=$(TZ=UTC0 printf '%(%Y-%m-%dT%H:%M:%SZ)T' "$((now - OLDER_THAN))")
  finished=$({
    list_pods
    list_jobs
  } | sort | while IFS='|' read -r ends rest; do
    if [[ -n $ends && ! $ends > $cutoff ]]; then
      printf '%s|%s\n' "$ends" "$rest"
    fi
  done)
  count=0
  [[ -z $finished ]] || count=$(wc -l <<<"$finished")
}
