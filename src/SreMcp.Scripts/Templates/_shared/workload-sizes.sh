# --- The sizes of the workload that is open ------------------------------------------

# One line for each container: name, request and limit of CPU, request and limit of memory.
live_sizes=''
declare -A former_sizes=() wanted_sizes=()

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get deployment NAME --output=jsonpath='{range .spec.template.spec.containers[*]}{.name} {.resources}{"\n"}{end}'
# What the template says now, in the server's own spelling.
read_sizes() {
  live_sizes=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{range .spec.template.spec.containers[*]}{.name}|{.resources.requests.cpu}|{.resources.limits.cpu}|{.resources.requests.memory}|{.resources.limits.memory}{"\n"}{end}')
}

# <shared: live-sizes>

# What the listed containers have and what they shall have; what was not given stays.
open_sizes() {
  local index container cpu_limit
  local -a has
  read_sizes
  former_sizes=() wanted_sizes=()
  for index in "${!SIZES_WORKLOAD[@]}"; do
    [[ ${SIZES_WORKLOAD[index]} == "$workload" ]] || continue
    container=${SIZES_CONTAINER[index]}
    [[ -z ${wanted_sizes[$container]:-} ]] || fail "The container $container of $workload is listed twice."
    [[ $'\n'$live_sizes == *$'\n'"$container|"* ]] ||
      fail "There is no container $container in $workload." "There are: $(cut -d '|' -f 1 <<<"$live_sizes" | tr '\n' ' ')"
    former_sizes[$container]=$(live_size "$container")
    IFS='|' read -r -a has <<<"${former_sizes[$container]}|"
    cpu_limit=${SIZES_CPU_LIMIT[index]:-${has[1]:-}}
    [[ ${SIZES_DROP_CPU_LIMIT[index]} != 'true' ]] || cpu_limit=''
    wanted_sizes[$container]="${SIZES_CPU_REQUEST[index]:-${has[0]:-}}|$cpu_limit|${SIZES_MEMORY_REQUEST[index]:-${has[2]:-}}|${SIZES_MEMORY_LIMIT[index]:-${has[3]:-}}"
  done
}

# The listed containers of the open workload, in the order of its template.
listed_containers() {
  local container rest
  while IFS='|' read -r container rest; do
    if [[ -n ${wanted_sizes[$container]:-} ]]; then
      printf '%s\n' "$container"
    fi
  done <<<"$live_sizes"
}

# Amounts are compared by what they mean: 1000m is 1.
compare_sizes() {
  local container found='healthy'
  while IFS= read -r container; do
    compare "${workload##*/}/$container" "$(plain_size "${wanted_sizes[$container]}")" "$(plain_size "${former_sizes[$container]}")"
  done < <(listed_containers)
  is_healthy || found='not healthy'
  compare "$workload" 'healthy' "$found"
}
