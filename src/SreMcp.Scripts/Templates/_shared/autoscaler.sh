# --- The autoscaler at work ---------------------------------------------------------

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get hpa $NAME --watch
# The first look of the controller takes up to 15 seconds; only then the number is within the bounds.
settle() {
  local end
  end=$(($(date +%s) + TIMEOUT))
  read_workload
  until ((wanted == 0 || (wanted >= MINIMUM && wanted <= MAXIMUM))); do
    (($(date +%s) < end)) || fail "After $TIMEOUT seconds $resource still has $wanted replicas, outside of $MINIMUM to $MAXIMUM." "Look at: kubectl describe hpa $NAME"
    sleep 2
    read_workload
  done
  say "replicas   $wanted"
}

# The autoscaler is as the file says, and it can do what it is there for.
verify() {
  local found='yes'
  verify_manifests
  read_workload
  if ((wanted != 0 && (wanted < MINIMUM || wanted > MAXIMUM))); then
    found="no, $wanted"
  fi
  compare 'replicas within bounds' 'yes' "$found"
  show_conditions
  conclude
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE describe hpa $NAME
# What the controller says of itself. ScalingActive is false until the use has been measured for a minute.
show_conditions() {
  local text
  text=$(ask "${kube[@]}" get "horizontalpodautoscalers.$API.autoscaling/$NAME" --ignore-not-found --output=jsonpath='{range .status.conditions[*]}{.type}={.status} ({.reason}) {end}')
  say "conditions ${text:-none yet}"
}
