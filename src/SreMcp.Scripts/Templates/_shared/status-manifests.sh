# <shared: status-objects>

# Before is whatever is there now and is not as intended; who changes it while a person is asked makes it a third state.
read_state() {
  local index earlier="${contents[*]}"
  read_contents
  if [[ -n $earlier && $earlier != "${contents[*]}" ]]; then
    state='somebody changed it a moment ago'
    return 0
  fi
  state='after'
  for index in "${!objects[@]}"; do
    is_intended "$index" || state='before'
  done
}

# <shared: manifests>
