# --- The selector of the Service ---------------------------------------------------

# One label, two values: its key must be the same for both.
label_key=${LABEL%%=*}
live_selector=''
live_value=''

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get service $SERVICE --output=jsonpath='{.spec.selector}'
# The selector as text: key=value,key=value.
read_service() {
  local pair
  live_selector=$(ask "${kube[@]}" get "service/$SERVICE" --output=jsonpath='{.spec.selector}') ||
    fail "The Service $SERVICE of the namespace $NAMESPACE cannot be read; see the message above."
  live_selector=${live_selector//[\{\}\"]/}
  live_selector=${live_selector//:/=}
  live_value=''
  for pair in ${live_selector//,/ }; do
    if [[ ${pair%%=*} == "$label_key" ]]; then
      live_value=${pair#*=}
    fi
  done
}

# The selector with another value of the label.
selector_for() {
  local pair joined=''
  for pair in ${live_selector//,/ }; do
    if [[ ${pair%%=*} == "$label_key" ]]; then
      pair="$label_key=$1"
    fi
    joined+="${joined:+,}$pair"
  done
  printf '%s' "$joined"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --selector=$LABEL
# How many pods are ready behind a selector.
ready_behind() {
  local answers word ready=0
  answers=$(ask "${kube[@]}" get pods --selector="$1" --output=jsonpath='{.items[*].status.conditions[?(@.type=="Ready")].status}')
  for word in $answers; do
    [[ $word != 'True' ]] || ready=$((ready + 1))
  done
  printf '%s' "$ready"
}

# A Service that Git owns would be switched back by the next synchronisation.
prove_service() {
  local owners
  [[ $label_key == "${FORMER_LABEL%%=*}" && $LABEL != "$FORMER_LABEL" ]] ||
    fail "$LABEL and $FORMER_LABEL must be two values of the same label."
  owners=$(ask "${kube[@]}" get "service/$SERVICE" --output=jsonpath='{.metadata.labels.argocd\.argoproj\.io/instance}{.metadata.annotations.argocd\.argoproj\.io/tracking-id}{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name}{.metadata.labels.helm\.toolkit\.fluxcd\.io/name}') ||
    fail "The Service $SERVICE of the namespace $NAMESPACE cannot be read; see the message above."
  [[ -z $owners ]] || fail "Git keeps the Service $SERVICE as it is ($owners)." 'Change its selector there.'
  read_service
  [[ -n $live_value ]] || fail "The selector of the Service $SERVICE has no label $label_key." "It is: $live_selector"
  say "service    $SERVICE selects $live_selector"
}

# Nobody may be sent to pods that are not there.
prove_ready() {
  local ready
  ready=$(ready_behind "$(selector_for "$goal_value")")
  ((ready > 0)) || fail "No pod is ready behind $(selector_for "$goal_value"), so nothing would answer."
  say "pods       $ready ready behind $(selector_for "$goal_value")"
}

# Only a switch between the two values that were reviewed is made.
read_state() {
  read_service
  if [[ $live_value == "$goal_value" ]]; then
    state='after'
  elif [[ $live_value == "$origin_value" ]]; then
    state='before'
  else
    state="the Service selects $label_key=$live_value"
  fi
}

# How many answer before and after; a switch to fewer pods has to carry the same load.
describe() {
  say "from       $(selector_for "$origin_value"), $(ready_behind "$(selector_for "$origin_value")") pods ready"
  say "to         $(selector_for "$goal_value"), $(ready_behind "$(selector_for "$goal_value")") pods ready"
  say 'note       connections that are open stay with their pods until they end; new ones go to the new pods'
}

# A patch with a test in front: should somebody else switch it this very second, the server refuses ours.
switch_patch() {
  local path=${label_key//\~/\~0}
  path=${path//\//\~1}
  printf '[{"op":"test","path":"/spec/selector/%s","value":"%s"},{"op":"replace","path":"/spec/selector/%s","value":"%s"}]' \
    "$path" "$origin_value" "$path" "$goal_value"
}

# Rights and admission are asked for real; only the storing is left out.
rehearse() {
  ask "${kube[@]}" patch "service/$SERVICE" --type=json --patch="$(switch_patch)" --dry-run=server
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get service $SERVICE --output=yaml >service.yaml
backup() {
  local folder="$here/backups" file
  if [[ $mode == 'dry-run' ]]; then
    say "would save service/$SERVICE to $folder/"
    return 0
  fi
  if ! (umask 077 && mkdir -p -- "$folder" && [[ -w $folder ]]) 2>/dev/null; then
    folder=$(mktemp -d "${TMPDIR:-/tmp}/backups.XXXXXXXX")
  fi
  file=$(umask 077 && mktemp "$folder/$(date -u +%Y%m%dT%H%M%SZ)-Service-$SERVICE.XXXXXX")
  ask "${kube[@]}" get "service/$SERVICE" --output=yaml >"$file"
  say "saved to $file"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE patch service $SERVICE --type=json --patch='[{"op":"replace","path":"/spec/selector/LABEL","value":"VALUE"}]'
apply() {
  run "${kube[@]}" patch "service/$SERVICE" --type=json --patch="$(switch_patch)"
}

# The pods that the Service really sends to, sorted.
endpoints() {
  ask "${kube[@]}" get "endpoints/$SERVICE" --output=jsonpath='{range .subsets[*].addresses[*]}{.targetRef.name}{"\n"}{end}' | sort
}

# The pods that it should send to, sorted.
expected_endpoints() {
  ask "${kube[@]}" get pods --selector="$live_selector" --output=jsonpath='{range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' |
    sed -n 's/ True$//p' | sort
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get endpoints $SERVICE
# The selector is a wish; the endpoints are where the traffic goes. The controller follows within a second.
settle() {
  local end
  end=$(($(date +%s) + TIMEOUT))
  read_service
  until [[ -n $(endpoints) && $(endpoints) == "$(expected_endpoints)" ]]; do
    if (($(date +%s) >= end)); then
      say 'To watch them:'
      show_command "${patient[@]}" get endpoints "$SERVICE" --watch
      fail "The endpoints of $SERVICE are not the ready pods of $live_selector after $TIMEOUT seconds."
    fi
    sleep 1
  done
  say "$(endpoints | wc -l) pods receive the traffic"
}

# The selector is the wanted one, and the endpoints are exactly the ready pods behind it.
verify() {
  read_service
  compare 'selector' "$label_key=$goal_value" "$label_key=$live_value"
  compare 'endpoints' "$(endpoints | cksum)" "$(expected_endpoints | cksum)"
  conclude
}
