# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout status $KIND/$NAME --timeout=5m
# The old pods carry the load until new ones are ready, so a stop in time costs nobody anything.
settle() {
  local end trouble
  end=$(($(date +%s) + TIMEOUT))
  while true; do
    read_workload
    if ((observed >= generation && updated == wanted && available == wanted && present == wanted)); then
      say "$available of $wanted replicas are updated and available"
      return 0
    fi
    read_revisions
    trouble=$(trouble_of "$(new_pods_selector)")
    if [[ -z $trouble ]] && (($(date +%s) >= end)); then
      trouble="$updated of $wanted replicas are updated and $available available after $TIMEOUT seconds"
    fi
    [[ -z $trouble ]] || stop_rollout "$trouble"
    sleep 2
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout undo $KIND/$NAME
# The former image returns at once; only what this very run did is taken back on its own.
stop_rollout() {
  say "Stopped: $1."
  show_command "${kube[@]}" get pods --selector="$(new_pods_selector)" --output=wide
  show_command "${kube[@]}" get events --sort-by=.lastTimestamp
  if [[ $ON_FAILURE != 'undo' ]] || ((changes == 0)); then
    fail "The new pods of $resource do not get healthy: $1."
  fi
  say "The former image $former_image returns."
  run "${kube[@]}" patch "$resource" --patch="$(image_patch "$former_image")"
  ask "${patient[@]}" rollout status "$resource" --timeout="${TIMEOUT}s" ||
    fail "The new pods of $resource did not get healthy ($1), and the former image did not finish either. Look now."
  way_back='The former image is back already, and healthy.'
  fail "The new pods of $resource did not get healthy: $1."
}
