# <shared: status-objects>

# Only what this bundle made is taken back; whatever came after it is somebody else's change.
read_state() {
  local index earlier="${contents[*]}"
  read_contents
  if [[ -n $earlier && $earlier != "${contents[*]}" ]]; then
    state='somebody changed it a moment ago'
    return 0
  fi
  state='after'
  for index in "${!objects[@]}"; do
    is_restored "$index" && continue
    if [[ ${versions[index]} != 'none' ]] && is_intended "$index"; then
      state='before'
    else
      state="${objects[index]} is neither as run.sh left it nor as run.sh found it"
      return 0
    fi
  done
}

# By hand: kubectl replace -f before.json
# In reverse order. The version is read anew right before, since every status makes a new one.
apply() {
  local index
  for ((index = ${#objects[@]} - 1; index >= 0; index--)); do
    if is_restored "$index"; then
      continue
    elif [[ -s $here/backups/before-$index.json ]]; then
      read_versions
      put_back "$index"
    else
      run "${kube[@]}" delete "${objects[index]}"
    fi
  done
}

# <shared: restore>
