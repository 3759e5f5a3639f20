# --- Two clusters that run the same, and one way in -----------------------------------

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
side=(kubectl --request-timeout=30s)
context='' cluster_id='' host='' url='' answer=''

# What is known of one of the two clusters.
open_side() {
  if [[ $1 == 'green' ]]; then
    context=$GREEN_CONTEXT cluster_id=$GREEN_CLUSTER_ID host=$GREEN_HOST url=$GREEN_URL answer=$GREEN_ANSWER
  else
    context=$BLUE_CONTEXT cluster_id=$BLUE_CLUSTER_ID host=$BLUE_HOST url=$BLUE_URL answer=$BLUE_ANSWER
  fi
  side=(kubectl --context="$context" --request-timeout=30s)
}

# By hand: kubectl --context=$GREEN_CONTEXT get namespace kube-system --output=jsonpath='{.metadata.uid}'
# The two must be the two that were reviewed, and not one under two names.
prove_sides() {
  local name found
  [[ $BLUE_CLUSTER_ID != "$GREEN_CLUSTER_ID" ]] || fail 'Both clusters have the same id, so there is nothing to swap.'
  for name in blue green; do
    open_side "$name"
    ask kubectl config get-contexts "$context" --output=name >/dev/null 2>&1 || fail "Your kubeconfig has no context '$context'."
    found=$(ask "${side[@]}" get namespace kube-system --output=jsonpath='{.metadata.uid}') ||
      fail "The cluster behind '$context' did not say who it is, so nothing is done."
    [[ $found == "$cluster_id" ]] || fail "Wrong cluster: '$context' leads to $found," "but $name of this bundle is $cluster_id."
    say "$(printf '%-10s' "$name") $context, $found"
  done
}

# By hand: kubectl --context=$GREEN_CONTEXT --namespace=NAMESPACE get deployments,statefulsets,daemonsets --selector=app.kubernetes.io/instance=RELEASE
# Every workload of every release on one cluster: what it is of, and how many of it are ready.
workloads_on() {
  local index kind chart images replicas ready updated daemons daemons_ready daemons_updated wanted list
  open_side "$1"
  for index in "${!RELEASES_RELEASE[@]}"; do
    list=$(ask "${side[@]}" --namespace="${RELEASES_NAMESPACE[index]}" get deployments.apps,statefulsets.apps,daemonsets.apps --selector="app.kubernetes.io/instance=${RELEASES_RELEASE[index]}" --output=jsonpath='{range .items[*]}{.kind}/{.metadata.name}|{.metadata.labels.helm\.sh/chart}|{.spec.template.spec.containers[*].image}|{.spec.replicas}|{.status.readyReplicas}|{.status.updatedReplicas}|{.status.desiredNumberScheduled}|{.status.numberReady}|{.status.updatedNumberScheduled}{"\n"}{end}') || return 1
    [[ -n $list ]] || {
      printf '%s/%s||no workload has the label app.kubernetes.io/instance=%s|1|0|0\n' "${RELEASES_NAMESPACE[index]}" "${RELEASES_RELEASE[index]}" "${RELEASES_RELEASE[index]}"
      continue
    }
    while IFS='|' read -r kind chart images replicas ready updated daemons daemons_ready daemons_updated; do
      wanted=${daemons:-${replicas:-0}}
      printf '%s/%s|%s|%s|%s|%s|%s\n' "${RELEASES_NAMESPACE[index]}" "$kind" "$chart" "$images" "$wanted" "${daemons_ready:-${ready:-0}}" "${daemons_updated:-${updated:-0}}"
    done <<<"$list"
  done | sort
}

# Nobody may be sent to a cluster where a release is missing, or still rolls out.
prove_healthy() {
  local name chart images wanted ready updated list sick=0 count=0
  list=$(workloads_on "$1") || fail "The workloads of $1 cannot be read; see the message above."
  while IFS='|' read -r name chart images wanted ready updated; do
    count=$((count + 1))
    if ((ready < wanted || updated < wanted)); then
      say "NOT READY  $1 $name: $ready of $wanted ready, $updated updated, ${images:-no image}"
      sick=$((sick + 1))
    fi
  done <<<"$list"
  ((sick == 0)) || fail "$sick of $count workloads of $1 are not healthy, so it gets no traffic."
  say "$(printf '%-10s' "$1") $count workloads healthy"
}

# By hand: curl --fail URL
# One page, or nothing when there is none; what it says is never shown as it is.
fetch() {
  local -a page=(curl --get --silent --fail --max-time 10 --url "$1")
  { ask "${page[@]}"; } 2>/dev/null
}

# By hand: curl --fail $GREEN_URL
# Asked directly, before anybody else is sent there.
prove_answer() {
  command -v curl >/dev/null || fail 'curl is not installed.'
  open_side "$1"
  [[ $BLUE_ANSWER != "$GREEN_ANSWER" ]] || fail 'The answers of both clusters are the same, so nobody can tell which one answers.'
  [[ $(fetch "$url") == *"$answer"* ]] || fail "$url does not answer with «$answer»." 'Is the way into that cluster open, and is it really that cluster?'
  say "answer     $url says «$answer» ($host)"
}

# Which cluster users reach.
who_answers() {
  local said
  said=$(fetch "$HEALTH_URL") || said=''
  if [[ $said == *"$GREEN_ANSWER"* && $said != *"$BLUE_ANSWER"* ]]; then
    printf 'green'
  elif [[ $said == *"$BLUE_ANSWER"* && $said != *"$GREEN_ANSWER"* ]]; then
    printf 'blue'
  else
    printf 'neither'
  fi
}
