# --- Requests and limits of containers ---------------------------------------------

# One line for each container: name, request and limit of CPU, request and limit of memory.
live_sizes=''
declare -A former_sizes=() wanted_sizes=()

# What each container had when this was made, and what it shall have; what was not given stays.
load_sizes() {
  local index at container cpu_limit
  for index in "${!SIZES_CONTAINER[@]}"; do
    container=${SIZES_CONTAINER[index]}
    [[ -z ${wanted_sizes[$container]:-} ]] || fail "The container $container is listed twice."
    at=$(position_of "$container")
    [[ -n $at ]] || fail "There is no container $container in $resource." "There are: ${RESOURCES_CONTAINER[*]}"
    cpu_limit=${SIZES_CPU_LIMIT[index]:-${RESOURCES_CPU_LIMIT[at]}}
    [[ ${SIZES_DROP_CPU_LIMIT[index]} != 'true' ]] || cpu_limit=''
    former_sizes[$container]="${RESOURCES_CPU_REQUEST[at]}|${RESOURCES_CPU_LIMIT[at]}|${RESOURCES_MEMORY_REQUEST[at]}|${RESOURCES_MEMORY_LIMIT[at]}"
    wanted_sizes[$container]="${SIZES_CPU_REQUEST[index]:-${RESOURCES_CPU_REQUEST[at]}}|$cpu_limit|${SIZES_MEMORY_REQUEST[index]:-${RESOURCES_MEMORY_REQUEST[at]}}|${SIZES_MEMORY_LIMIT[index]:-${RESOURCES_MEMORY_LIMIT[at]}}"
    if [[ ${former_sizes[$container]} == "${wanted_sizes[$container]}" ]]; then
      say "note       $container has these sizes already"
    fi
  done
}

# Where a container stands among those that were read.
position_of() {
  local index
  for index in "${!RESOURCES_CONTAINER[@]}"; do
    if [[ ${RESOURCES_CONTAINER[index]} == "$1" ]]; then
      printf '%s' "$index"
    fi
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --output=jsonpath='{range .spec.template.spec.containers[*]}{.name} {.resources}{"\n"}{end}'
# What the template says now, in the server's own spelling.
read_sizes() {
  live_sizes=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{range .spec.template.spec.containers[*]}{.name}|{.resources.requests.cpu}|{.resources.limits.cpu}|{.resources.requests.memory}|{.resources.limits.memory}{"\n"}{end}')
}

# <shared: live-sizes>

# The patch names the UID: should the workload be made anew this very second, the server refuses it. It names the order, too, or the listed containers would become the first.
size_patch() {
  local container rest between=''
  printf '{"metadata":{"uid":"%s"},"spec":{"template":{"spec":{"%s":[' "$WORKLOAD_UID" "\$setElementOrder/containers"
  while IFS='|' read -r container rest; do
    printf '%s{"name":"%s"}' "$between" "$container"
    between=','
  done <<<"$live_sizes"
  between=''
  printf '],"containers":['
  while IFS='|' read -r container rest; do
    [[ -n ${wanted_sizes[$container]:-} ]] || continue
    printf '%s{"name":"%s","resources":{"requests":{%s},"limits":{%s}}}' "$between" "$container" \
      "$(changed_amounts "$container" 0 2)" "$(changed_amounts "$container" 1 3)"
    between=','
  done <<<"$live_sizes"
  printf ']}}}}'
}

# The amounts of CPU and memory that change, from their places in the list of sizes. What is not there is never taken out: the server would read that as 0.
changed_amounts() {
  local from=() to=() between=''
  IFS='|' read -r -a from <<<"$(live_size "$1")|"
  IFS='|' read -r -a to <<<"$(goal_size "$1")|"
  if [[ ${from[$2]:-} != "${to[$2]:-}" ]]; then
    amount cpu "${to[$2]:-}"
    between=','
  fi
  if [[ ${from[$3]:-} != "${to[$3]:-}" ]]; then
    printf '%s' "$between"
    amount memory "${to[$3]:-}"
  fi
}

# An amount for people.
shown() {
  printf '%s' "${1:-(none)}"
}

# Requests decide where a pod finds room, the limit of memory when it is killed, the limit of CPU when it is slowed down.
# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE top pod --containers
describe() {
  local container index from=() to=()
  local -a labels=('CPU request' 'CPU limit' 'memory request' 'memory limit')
  for container in "${SIZES_CONTAINER[@]}"; do
    IFS='|' read -r -a from <<<"$(live_size "$container")|"
    IFS='|' read -r -a to <<<"$(goal_size "$container")|"
    for index in 0 1 2 3; do
      if [[ $(thousandths "${from[index]:-}") != "$(thousandths "${to[index]:-}")" ]]; then
        say "$container: ${labels[index]} $(shown "${from[index]:-}") -> $(shown "${to[index]:-}")"
      fi
    done
  done
  say "pods       $wanted, replaced in the way the update strategy says"
  note_owner
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE set resources $KIND/$NAME --containers=NAME --requests=cpu=250m,memory=512Mi --dry-run=server
# Admission, quotas and limit ranges are asked for real; only the storing is left out.
rehearse() {
  ask "${kube[@]}" patch "$resource" --patch="$(size_patch)" --dry-run=server
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE set resources $KIND/$NAME --containers=NAME --requests=cpu=250m,memory=512Mi
apply() {
  run "${kube[@]}" patch "$resource" --patch="$(size_patch)"
}

# Every amount is the wanted one, and every replica has it.
verify() {
  local container
  read_sizes
  for container in "${SIZES_CONTAINER[@]}"; do
    compare "$container" "$(plain_size "$(goal_size "$container")")" "$(plain_size "$(live_size "$container")")"
  done
  verify_replicas
  conclude
}
