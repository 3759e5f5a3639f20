# --- The number of replicas --------------------------------------------------------

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE auth can-i update $KIND/$NAME --subresource=scale
# The number is set through the subresource scale, which is a right of its own.
prove_scalable() {
  [[ $KIND != 'DaemonSet' ]] || fail 'A DaemonSet has one pod on each node that it selects; its number is not set. Change its node selector instead.'
  ask "${kube[@]}" auth can-i update "$resource" --subresource=scale >/dev/null ||
    fail "You may not update the scale of $resource in $NAMESPACE." 'Ask for a role that allows it, or let somebody run this who may.'
  say "right      update the scale of $resource: yes"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get hpa
# An autoscaler sets the number again within seconds, so the number has to be given to it.
yield_to_autoscaler() {
  local scalers of scaler low high
  scalers=$(ask "${kube[@]}" get horizontalpodautoscalers.autoscaling --output=jsonpath='{range .items[*]}{.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name} {.metadata.name} {.spec.minReplicas} {.spec.maxReplicas}{"\n"}{end}') ||
    fail 'The HorizontalPodAutoscalers of the namespace cannot be read, so it is not known who owns the number.'
  while read -r of scaler low high; do
    if [[ $of == "$KIND/$NAME" ]]; then
      say "The HorizontalPodAutoscaler $scaler keeps $resource between $low and $high replicas and would set the number again."
      say "Give it the number instead: $goal as its lower bound."
      show_command "${kube[@]}" patch "horizontalpodautoscaler.autoscaling/$scaler" --type=merge \
        --patch="{\"spec\":{\"minReplicas\":$((goal > 0 ? goal : 1)),\"maxReplicas\":$((goal > high ? goal : high))}}"
      say 'To take that back:'
      show_command "${kube[@]}" patch "horizontalpodautoscaler.autoscaling/$scaler" --type=merge \
        --patch="{\"spec\":{\"minReplicas\":$low,\"maxReplicas\":$high}}"
      fail "The number of replicas of $resource belongs to its autoscaler, so this script does not set it."
    fi
  done <<<"$scalers"
}

# More pods need room and quota, fewer need to carry the same load; no pods answer nobody.
describe() {
  yield_to_autoscaler
  say "replicas   $wanted -> $goal ($available available now)"
  if ((goal == 0)); then
    say 'note       with 0 replicas nothing answers any more'
  elif [[ $KIND == 'StatefulSet' ]] && ((goal < wanted)); then
    say 'note       the pods with the highest numbers go first; their volumes stay, and are found again when the number goes up'
  fi
  note_owner
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE scale $KIND/$NAME --replicas=N --current-replicas=M --dry-run=server
# Rights and admission are asked for real; only the storing is left out.
rehearse() {
  ask "${kube[@]}" scale "$resource" --replicas="$goal" --current-replicas="$origin" --dry-run=server
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE scale $KIND/$NAME --replicas=N --current-replicas=M
# The number it must have now goes along: should somebody be faster, nothing is set.
apply() {
  run "${kube[@]}" scale "$resource" --replicas="$goal" --current-replicas="$origin"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --watch
# Going down is over when the pods that are too many are gone, which a rollout status does not wait for.
settle() {
  local end
  end=$(($(date +%s) + TIMEOUT))
  read_workload
  until ((observed >= generation && wanted == available && wanted == present)); do
    if (($(date +%s) >= end)); then
      say "$available of $wanted replicas are available, $present exist. Look at the pods and their last events:"
      show_command "${kube[@]}" get pods --output=wide
      show_command "${kube[@]}" get events --sort-by=.lastTimestamp
      say 'To go on waiting:'
      show_command "${patient[@]}" rollout status "$resource"
      fail "$resource is not at $goal healthy replicas after $TIMEOUT seconds."
    fi
    sleep 2
    read_workload
  done
  say "$available of $wanted replicas are available"
}

# The number is the wanted one, and so many pods really answer.
verify() {
  read_workload
  compare 'wanted replicas' "$goal" "$wanted"
  compare 'available replicas' "$goal" "$available"
  compare 'replicas in all' "$goal" "$present"
  conclude
}
