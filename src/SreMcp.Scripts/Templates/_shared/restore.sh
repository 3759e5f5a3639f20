# <shared: objects>

# --- Going back to what run.sh found ----------------------------------------------

# The way back starts from what run.sh saved; without it nobody knows what was there.
prove_backup() {
  local index
  for index in "${!objects[@]}"; do
    [[ -e $here/backups/before-$index.json && -e $here/backups/before-$index.content ]] ||
      fail "There is nothing to go back to: $here/backups holds no state from before." 'Use the folder in which run.sh ran. If it never ran, there is nothing to roll back.'
  done
  say "backup     ${#objects[@]} saved by run.sh"
}

# True when the live object is what run.sh found, field by field of what people decide.
is_restored() {
  local now=''
  [[ ${versions[$1]} == 'none' ]] || now=$(ask "${kube[@]}" get "${objects[$1]}" --output=jsonpath="$content")
  [[ $now == "$(<"$here/backups/before-$1.content")" ]]
}

# Only what this bundle made is taken back; whatever came after it is somebody else's change.
read_state() {
  local index earlier="${versions[*]}"
  read_versions
  if [[ -n $earlier && $earlier != "${versions[*]}" ]]; then
    state='somebody wrote to it a moment ago'
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

# What would be deleted because it was not there, and what would be put back.
describe() {
  local index
  for index in "${!objects[@]}"; do
    if is_restored "$index"; then
      say "unchanged  ${objects[index]}"
    elif [[ -s $here/backups/before-$index.json ]]; then
      say "put back   ${objects[index]} from $here/backups/before-$index.json"
    else
      say "delete     ${objects[index]}, which was not there before"
    fi
  done
}

# The saved object with the version that is live now: the server refuses it should somebody write in between.
saved_object() {
  sed "s/\"resourceVersion\":\"[0-9]*\"/\"resourceVersion\":\"${versions[$1]}\"/" "$here/backups/before-$1.json"
}

# By hand: kubectl replace -f before.json --dry-run=server
# Admission, quotas and rights are asked for real; only the storing is left out. kubectl itself does not judge:
# what the server once answered may lack parts of the status that kubectl calls required.
rehearse() {
  local index
  for ((index = ${#objects[@]} - 1; index >= 0; index--)); do
    if is_restored "$index"; then
      continue
    elif [[ -s $here/backups/before-$index.json ]]; then
      saved_object "$index" | ask "${kube[@]}" replace --filename=- --dry-run=server --validate=false
    else
      ask "${kube[@]}" delete "${objects[index]}" --dry-run=server
    fi
  done
}

# What is taken back is kept, too: a rollback is a change like any other.
backup() {
  if [[ $mode == 'dry-run' ]]; then
    say "would save ${objects[*]} to $here/backups/"
  else
    save_objects taken-back
  fi
}

# By hand: kubectl replace -f before.json
# In reverse order: what refers to others goes first. --raw sends the saved bytes as they are, and prints the answer, which nobody needs.
apply() {
  local index
  for ((index = ${#objects[@]} - 1; index >= 0; index--)); do
    if is_restored "$index"; then
      continue
    elif [[ -s $here/backups/before-$index.json ]]; then
      put_back "$index"
    else
      run "${kube[@]}" delete "${objects[index]}"
    fi
  done
}

# The answer to a replacement holds the whole object: it is shown only when it is an error.
put_back() {
  local answer
  say "put back   ${objects[$1]}"
  if [[ $mode == 'dry-run' ]]; then
    run "${kube[@]}" replace --raw "${paths[$1]}" --filename="$here/backups/before-$1.json"
  else
    changes=$((changes + 1))
    answer=$(saved_object "$1" | run "${kube[@]}" replace --raw "${paths[$1]}" --filename=- 2>&1 >/dev/null) || fail "The server refused it: $answer"
  fi
}

# Stored is done: the API server answers only once it is.
settle() {
  say 'Nothing to wait for.'
}

# Every object is what run.sh found.
verify() {
  local index found
  read_versions
  for index in "${!objects[@]}"; do
    found='as before'
    is_restored "$index" || found='something else'
    compare "${objects[index]%%.*}" 'as before' "$found"
  done
  conclude
}
