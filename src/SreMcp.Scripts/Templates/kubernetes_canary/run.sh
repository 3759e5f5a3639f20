#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        deletes the canary, all traffic is back
#
# By hand: copy the Deployment under another name with one label more and the new image, give it a
# few replicas, watch its pods and your dashboards, give it more, and delete it when it misbehaves:
#   kubectl create --filename=canary.yaml
#   kubectl scale deployment/NAME-canary --replicas=N
# The Services of the first Deployment select its pods by labels that the canary has, too, so the
# share of the traffic is about the share of the pods. When the last share has proved itself, deploy
# the image to the first Deployment (kubernetes_deploy) and delete the canary with ./rollback.sh.

# <inputs>

set -Eeuo pipefail

purpose="Lets $NAME-canary with $IMAGE take ${STEPS_WEIGHT[*]} per cent of the pods, step by step."
way_back='To delete the canary: ./rollback.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_canary
  prove_cluster
  prove_workload
  prove_rollable
  prove_container
  prove_right create deployments.apps
  prove_right delete deployments.apps
  show_neighbours
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --output=jsonpath='{.spec.template.spec.containers[*].name}'
# A container of another name would be added beside the one that was meant.
prove_container() {
  local names
  names=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.template.spec.containers[*].name}')
  [[ " $names " == *" $CONTAINER "* ]] || fail "There is no container $CONTAINER in $resource." "There are: $names"
}

# Without a canary it starts from the beginning; our own that is not at its last share goes on.
read_state() {
  read_canary
  if [[ -n $canary_id && $canary_mark != "$our_mark" ]]; then
    state="there is a Deployment $NAME-canary already, and it is not of this bundle"
  elif [[ -n $canary_id ]] && ((canary_wanted == $(last_count) && canary_available == canary_wanted)); then
    state='after'
  elif [[ -n $canary_id ]] || is_reviewed_revision; then
    state='before'
  else
    state="revision $live_number ($live_name) is live, or its template was edited"
  fi
}

# The shares as pods, since pods are what there is.
describe() {
  local index
  say "image      $IMAGE in $CONTAINER, beside $REPLICAS pods of $resource, which stay"
  for index in "${!STEPS_WEIGHT[@]}"; do
    say "step $((index + 1))     $(replicas_for "${STEPS_WEIGHT[index]}") pods for about ${STEPS_WEIGHT[index]} per cent, healthy for ${STEPS_PAUSE[index]} seconds"
  done
  say "stop       more than $MAX_RESTARTS restarts, or not ready: the canary gets 0 pods"
}

# The first Deployment without its identity and its owners, with one label more and the new image.
# The label keeps the pods apart: each Deployment counts its own.
manifest() {
  ask "${kube[@]}" get "$resource" --output=json |
    ask "${kube[@]}" patch --local --filename=- --dry-run=client --output=json --patch="$(
      printf '{"metadata":{"name":"%s-canary","uid":null,"resourceVersion":null,"creationTimestamp":null,"selfLink":null,"generation":null,"managedFields":null,"ownerReferences":null,' "$NAME"
      printf '"annotations":{"sre-mcp/canary":"%s","deployment.kubernetes.io/revision":null,"kubectl.kubernetes.io/last-applied-configuration":null,"meta.helm.sh/release-name":null,"meta.helm.sh/release-namespace":null,"argocd.argoproj.io/tracking-id":null},' "$our_mark"
      printf '"labels":{"app.kubernetes.io/managed-by":null,"argocd.argoproj.io/instance":null,"kustomize.toolkit.fluxcd.io/name":null,"kustomize.toolkit.fluxcd.io/namespace":null,"helm.toolkit.fluxcd.io/name":null,"helm.toolkit.fluxcd.io/namespace":null}},'
      printf '"spec":{"replicas":%s,"selector":{"matchLabels":{"sre-mcp/canary-of":"%s"}},"template":{"metadata":{"labels":{"sre-mcp/canary-of":"%s"}},' "$1" "$NAME" "$NAME"
      printf '"spec":{"containers":[{"name":"%s","image":%s}]}}},"status":null}' "$CONTAINER" "$(json "$IMAGE")"
    )"
}

# Admission, quotas and rights are asked for real; only the storing is left out.
rehearse() {
  if [[ -n $canary_id ]]; then
    ask "${kube[@]}" scale "$canary" --replicas="$(last_count)" --dry-run=server
  else
    ask "${kube[@]}" create --filename=- --dry-run=server <<<"$(manifest "$(last_count)")"
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE scale deployment/$NAME-canary --replicas=N
# A share that was reached before an interruption is not taken back.
apply() {
  local index pods
  for index in "${!STEPS_WEIGHT[@]}"; do
    pods=$(replicas_for "${STEPS_WEIGHT[index]}")
    if ((pods < canary_wanted)); then
      continue
    fi
    say "share ${STEPS_WEIGHT[index]} per cent: $pods pods"
    if [[ -z $canary_id ]]; then
      run "${kube[@]}" create --filename=- <<<"$(manifest "$pods")"
      canary_id='created'
    else
      run "${kube[@]}" scale "$canary" --replicas="$pods"
    fi
    [[ $mode == 'dry-run' ]] || watch_canary "$pods" "${STEPS_PAUSE[index]}"
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --selector=sre-mcp/canary-of=$NAME --watch
# First it has to get healthy, then to stay healthy for the whole pause.
watch_canary() {
  local pods=$1 pause=$2 ready_by calm_until='' now trouble
  ready_by=$(($(date +%s) + TIMEOUT))
  while true; do
    now=$(date +%s)
    read_canary
    [[ -n $canary_id ]] || fail "$canary was deleted by somebody else."
    trouble=$(trouble_of "sre-mcp/canary-of=$NAME")
    if [[ -n $calm_until ]] && ((canary_available < pods)); then
      trouble=${trouble:-"only $canary_available of $pods pods are still available"}
    elif [[ -z $calm_until ]] && ((canary_available >= pods)); then
      calm_until=$((now + pause))
      say "$canary_available pods are available, watched for $pause seconds"
    elif [[ -z $calm_until ]] && ((now >= ready_by)); then
      trouble=${trouble:-"$canary_available of $pods pods are available after $TIMEOUT seconds"}
    fi
    [[ -z $trouble ]] || stop_canary "$trouble"
    if [[ -n $calm_until ]] && ((now >= calm_until)); then
      return 0
    fi
    sleep 2
  done
}

# Without pods it receives no traffic; the Deployment stays to be looked at.
stop_canary() {
  say "Stopped: $1."
  show_command "${patient[@]}" get pods --selector="sre-mcp/canary-of=$NAME" --watch
  show_command "${kube[@]}" get events --sort-by=.lastTimestamp
  run "${kube[@]}" scale "$canary" --replicas=0
  fail "The canary of $resource is not healthy: $1." 'It has 0 pods now, so all traffic is with the first Deployment.'
}

# Every step was waited for when it was taken.
settle() {
  read_canary
  say "$canary_available of $canary_wanted pods of the canary are available"
}

# The canary has its last share, and the first Deployment is untouched and healthy.
verify() {
  read_canary
  compare 'mark of this bundle' "$our_mark" "$canary_mark"
  compare 'pods of the canary' "$(last_count)" "$canary_wanted"
  compare 'available of these' "$(last_count)" "$canary_available"
  verify_replicas
  conclude
}

# <shared: canary>

# <shared: new-pods>

# <shared: workload-change>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
