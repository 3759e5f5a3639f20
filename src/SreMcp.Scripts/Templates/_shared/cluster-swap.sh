# --- The switch ------------------------------------------------------------------------

live=''
live_host=''

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get service $SERVICE --output=jsonpath='{.spec.externalName}'
# Who has the traffic: the Service says it, or the health URL when a person switches.
read_state() {
  if [[ $SWITCH == 'manual' ]]; then
    live=$(who_answers)
    live_host=$live
  else
    live_host=$(ask "${kube[@]}" get "service/$SERVICE" --output=jsonpath='{.spec.externalName}') || fail "The Service $SERVICE of $NAMESPACE cannot be read; see the message above."
    live='neither'
    [[ $live_host != "$BLUE_HOST" ]] || live='blue'
    [[ $live_host != "$GREEN_HOST" ]] || live='green'
  fi
  case $live in
    "$goal") state='after' ;;
    "$origin") state='before' ;;
    *) state="the traffic goes neither to blue nor to green ($live_host)" ;;
  esac
}

# A Service that Git or a chart owns would be switched back by the next synchronisation.
prove_switch() {
  local found argo helm flux type
  [[ $BLUE_HOST != "$GREEN_HOST" ]] || fail 'Both clusters have the same host, so there is nothing to switch.'
  [[ $SWITCH != 'manual' ]] || return 0
  found=$(ask "${kube[@]}" get "service/$SERVICE" --output=jsonpath='{.spec.type}|{.metadata.labels.argocd\.argoproj\.io/instance}{.metadata.annotations.argocd\.argoproj\.io/tracking-id}|{.metadata.annotations.meta\.helm\.sh/release-name}|{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name}{.metadata.labels.helm\.toolkit\.fluxcd\.io/name}') ||
    fail "The Service $SERVICE of $NAMESPACE cannot be read; see the message above."
  IFS='|' read -r type argo helm flux <<<"$found" || true
  [[ $type == 'ExternalName' ]] || fail "The Service $SERVICE is of type $type, not ExternalName."
  [[ -z $flux ]] || fail "The Service $SERVICE is managed by Flux ($flux)." 'Change its externalName in that repository.'
  [[ -z $argo ]] || fail "The Service $SERVICE is managed by Argo CD ($argo)." 'Change its externalName in that repository.'
  [[ -z $helm ]] || fail "The Service $SERVICE belongs to the Helm release $helm." 'Change its externalName in the values of that release.'
  prove_right patch "service/$SERVICE"
}

# What moves, and what this does not look at.
describe() {
  open_side "$origin"
  say "from       $origin, $host"
  open_side "$goal"
  say "to         $goal, $host"
  say 'note       what keeps the old address moves later: open connections, and caches of names until their time is over'
  say 'note       databases, queues and volumes are not looked at: both clusters must use the same ones, or copies that are in step'
  [[ $SWITCH != 'manual' ]] || show_record
}

# The record as it has to become, as nsupdate and as the command of Route 53; other providers have a form with the same fields.
show_record() {
  say "By hand, the record $RECORD becomes $host:"
  say "  \$ printf 'update delete $RECORD CNAME\\nupdate add $RECORD 60 CNAME $host\\nsend\\n' | nsupdate"
  say "  \$ aws route53 change-resource-record-sets --hosted-zone-id ZONE --change-batch '{\"Changes\":[{\"Action\":\"UPSERT\",\"ResourceRecordSet\":{\"Name\":\"$RECORD\",\"Type\":\"CNAME\",\"TTL\":60,\"ResourceRecords\":[{\"Value\":\"$host\"}]}}]}'"
}

# A patch with a test in front: should somebody else switch it this very second, the server refuses ours.
switch_patch() {
  local from to
  open_side "$1"
  from=$host
  open_side "$2"
  to=$host
  printf '[{"op":"test","path":"/spec/externalName","value":"%s"},{"op":"replace","path":"/spec/externalName","value":"%s"}]' "$from" "$to"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE patch service $SERVICE --type=merge --patch='{"spec":{"externalName":"$GREEN_HOST"}}' --dry-run=server
# Rights and admission are asked for real; only the storing is left out.
rehearse() {
  if [[ $SWITCH == 'manual' ]]; then
    say 'A record that a person changes cannot be rehearsed here; look at it at your provider first.'
  else
    ask "${kube[@]}" patch "service/$SERVICE" --type=json --patch="$(switch_patch "$origin" "$goal")" --dry-run=server
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get service $SERVICE --output=yaml >service.yaml
backup() {
  local file
  if [[ $mode == 'dry-run' || $SWITCH == 'manual' ]]; then
    say "the former address is $live_host; this script holds both"
    return 0
  fi
  (umask 077 && mkdir -p -- "$here/backups") || fail "The folder $here/backups cannot be written."
  file="$here/backups/$(date -u +%Y%m%dT%H%M%SZ)-Service-$SERVICE.yaml"
  (umask 077 && ask "${kube[@]}" get "service/$SERVICE" --output=yaml >"$file")
  say "saved to $file"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE patch service $SERVICE --type=merge --patch='{"spec":{"externalName":"$GREEN_HOST"}}'
apply() {
  open_side "$goal"
  if [[ $SWITCH == 'manual' ]]; then
    show_record
    [[ $mode == 'dry-run' ]] || say "Change it now; this waits $TIMEOUT seconds for $HEALTH_URL to answer from $goal."
  else
    run "${kube[@]}" patch "service/$SERVICE" --type=json --patch="$(switch_patch "$origin" "$goal")"
  fi
}

# By hand: curl --fail $HEALTH_URL
# First until users reach the new cluster, then for as long as it has to stay so: one failure is a failure.
settle() {
  local end
  end=$(($(date +%s) + TIMEOUT))
  until [[ $(who_answers) == "$goal" ]]; do
    (($(date +%s) < end)) || stop_swap "$HEALTH_URL does not answer from $goal after $TIMEOUT seconds"
    sleep 1
  done
  say "$HEALTH_URL answers from $goal, and has to for $PAUSE seconds"
  end=$(($(date +%s) + PAUSE))
  while (($(date +%s) < end)); do
    sleep 1
    [[ $(who_answers) == "$goal" ]] || stop_swap "$HEALTH_URL stopped answering from $goal"
  done
}

# The switch stands where it should, and users get there.
verify() {
  read_state
  [[ $SWITCH == 'manual' ]] || compare "service/$SERVICE" "$goal" "$live"
  compare 'users reach' "$goal" "$(who_answers)"
  prove_healthy "$goal"
  conclude
}
