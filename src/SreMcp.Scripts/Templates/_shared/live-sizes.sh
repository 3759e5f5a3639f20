# What one container has now.
live_size() {
  local container rest
  while IFS='|' read -r container rest; do
    if [[ $container == "$1" ]]; then
      printf '%s' "$rest"
    fi
  done <<<"$live_sizes"
}

# An amount in thousandths, so that 1000m and 1 are the same; what is no plain amount stays a text.
thousandths() {
  local whole fraction factor=1
  if [[ ! $1 =~ ^([0-9]{1,12})(\.([0-9]{1,9}))?(m|k|Ki|M|Mi|G|Gi|T|Ti|)$ ]]; then
    printf '%s' "$1"
    return 0
  fi
  whole=${BASH_REMATCH[1]} fraction=${BASH_REMATCH[3]}000
  case ${BASH_REMATCH[4]} in
    m)
      printf '%s' "$((10#$whole))"
      return 0
      ;;
    k) factor=1000 ;;
    M) factor=$((1000 ** 2)) ;;
    G) factor=$((1000 ** 3)) ;;
    T) factor=$((1000 ** 4)) ;;
    Ki) factor=$((1024 ** 1)) ;;
    Mi) factor=$((1024 ** 2)) ;;
    Gi) factor=$((1024 ** 3)) ;;
    Ti) factor=$((1024 ** 4)) ;;
  esac
  printf '%s' "$(((10#$whole * 1000 + 10#${fraction:0:3}) * factor))"
}

# Four amounts, each in thousandths.
plain_size() {
  local amounts amount
  IFS='|' read -r -a amounts <<<"$1|"
  for amount in "${amounts[@]}"; do
    printf '%s|' "$(thousandths "$amount")"
  done
}

# True when every listed container has what it had when this was made.
has_former_sizes() {
  local container
  for container in "${!former_sizes[@]}"; do
    [[ $(plain_size "$(live_size "$container")") == "$(plain_size "${former_sizes[$container]}")" ]] || return 1
  done
}

# True when every listed container has what it shall have.
has_wanted_sizes() {
  local container
  for container in "${!wanted_sizes[@]}"; do
    [[ $(plain_size "$(live_size "$container")") == "$(plain_size "${wanted_sizes[$container]}")" ]] || return 1
  done
}

# One amount of the patch; null takes it out of the template.
amount() {
  if [[ -n $2 ]]; then
    printf '"%s":%s' "$1" "$(json "$2")"
  else
    printf '"%s":null' "$1"
  fi
}
