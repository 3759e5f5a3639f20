# --- The image of one container ----------------------------------------------------

# The image that the container had when this was made; the container must be one of the pod's own.
find_former_image() {
  local index
  for index in "${!CONTAINERS_NAME[@]}"; do
    if [[ ${CONTAINERS_NAME[index]} == "$CONTAINER" ]]; then
      former_image=${CONTAINERS_IMAGE[index]}
    fi
  done
  read_image
  [[ -n $former_image && -n $live_image ]] ||
    fail "There is no container $CONTAINER among those that keep running in $resource." "There are: ${CONTAINERS_NAME[*]}"
}
live_image=''

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --output=jsonpath='{.spec.template.spec.containers[*].image}'
read_image() {
  live_image=$(ask "${kube[@]}" get "$resource" --output=jsonpath="{.spec.template.spec.containers[?(@.name==\"$CONTAINER\")].image}")
}

# The patch names the UID: should the workload be made anew this very second, the server refuses it.
image_patch() {
  printf '{"metadata":{"uid":"%s"},"spec":{"template":{"spec":{"containers":[{"name":"%s","image":%s}]}}}}' \
    "$WORKLOAD_UID" "$CONTAINER" "$(json "$1")"
}

# The reader should see both versions, and how many pods are replaced.
describe() {
  say "image      $live_image"
  say "        -> $goal_image"
  say "pods       $wanted, replaced in the way the update strategy says; $available available now"
  if [[ ! $goal_image =~ @sha256: && ! $goal_image =~ :[^/]+$ ]]; then
    say 'note       the image has no tag, so it is whatever «latest» is when a pod starts'
  fi
  note_owner
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE set image $KIND/$NAME $CONTAINER=IMAGE --dry-run=server
# Admission, quotas and rights are asked for real; only the storing is left out.
rehearse() {
  ask "${kube[@]}" patch "$resource" --patch="$(image_patch "$goal_image")" --dry-run=server
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE set image $KIND/$NAME $CONTAINER=IMAGE
apply() {
  run "${kube[@]}" patch "$resource" --patch="$(image_patch "$goal_image")"
}

# The image is the wanted one, and every replica has it.
verify() {
  read_image
  compare 'image' "$goal_image" "$live_image"
  verify_replicas
  conclude
}
