# <shared: objects>

# <shared: verify-manifests>

# --- Applying the manifests ---------------------------------------------------------

# Before is whatever is there now and is not as intended; who writes to it while a person is asked makes it a third state.
read_state() {
  local index earlier="${versions[*]}"
  read_versions
  if [[ -n $earlier && $earlier != "${versions[*]}" ]]; then
    state='somebody wrote to it a moment ago'
    return 0
  fi
  state='after'
  for index in "${!objects[@]}"; do
    is_intended "$index" || state='before'
  done
}

# By hand: kubectl diff -f manifest.yaml
# What the server would store, against what it has: more than what changed in the file, less than the whole object.
describe() {
  local index
  for index in "${!objects[@]}"; do
    if [[ ${versions[index]} == 'none' ]]; then
      say "new        ${objects[index]}"
    elif is_intended "$index"; then
      say "unchanged  ${objects[index]}"
    else
      say "changed    ${objects[index]}"
      ask "${kube[@]}" diff --filename="$here/${manifests[index]}" 2>/dev/null | grep -E '^[-+]' || true
    fi
  done
  explain
}

# By hand: kubectl apply -f manifest.yaml --dry-run=server
# Admission, quotas and rights are asked for real; only the storing is left out.
rehearse() {
  local manifest
  for manifest in "${manifests[@]}"; do
    ask "${kube[@]}" apply --filename="$here/$manifest" --dry-run=server
  done
}

# By hand: kubectl get -f manifest.yaml -o json >before.json
# rollback.sh puts back what is saved here, so the first run keeps it and a second run does not overwrite it.
backup() {
  if [[ $mode == 'dry-run' ]]; then
    say "would save ${objects[*]} to $here/backups/"
  else
    save_objects before
  fi
}

# By hand: kubectl apply -f manifest.yaml
# In the order of the files: what others refer to comes first.
apply() {
  local manifest
  for manifest in "${manifests[@]}"; do
    run "${kube[@]}" apply --filename="$here/$manifest"
  done
}
