# --- The canary: a second Deployment beside the first ------------------------------

canary="deployment.apps/$NAME-canary"
our_mark=${DIGEST:0:12}
canary_mark=''
canary_id=''
canary_wanted=0
canary_available=0

# A share of all pods is a number of pods: 10 per cent beside 9 is 1. At least one, rounded up.
replicas_for() {
  local share=$1
  printf '%s' $(((REPLICAS * share + 99 - share) / (100 - share) > 0 ? (REPLICAS * share + 99 - share) / (100 - share) : 1))
}

# The name of the canary is also a label of its pods, which may be no longer than 63 characters.
prove_canary() {
  [[ $KIND == 'Deployment' ]] || fail "A canary stands beside a Deployment, and $NAME is a $KIND."
  ((${#NAME} <= 56)) || fail "The name $NAME is too long for a second Deployment beside it."
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get deployment $NAME-canary
# Only a canary with our own mark is ours to touch.
read_canary() {
  local text fields
  text=$(ask "${kube[@]}" get "$canary" --ignore-not-found --output=jsonpath='{.metadata.uid}{"\n"}{.metadata.annotations.sre-mcp/canary}{"\n"}{.spec.replicas}{"\n"}{.status.availableReplicas}{"\n"}')
  mapfile -t fields <<<"$text"
  canary_id=${fields[0]:-}
  canary_mark=${fields[1]:-}
  canary_wanted=${fields[2]:-0}
  canary_available=${fields[3]:-0}
  canary_available=${canary_available:-0}
}

# The last share of the list, in pods.
last_count() {
  replicas_for "${STEPS_WEIGHT[${#STEPS_WEIGHT[@]} - 1]}"
}
