# --- Manifests: what the files beside this script say, and what the server says ---

# The server itself compares: no difference means that it is as intended. This asks with a dry run, so it needs the right to patch.
is_intended() {
  local ended=0 errors
  errors=$(ask "${kube[@]}" diff --filename="$here/${manifests[$1]}" 2>&1 >/dev/null) || ended=$?
  ((ended <= 1)) || fail "The server cannot compare ${manifests[$1]} with what is there:" "$errors"
  ((ended == 0))
}

# Every object is on the server as its file says.
verify_manifests() {
  local index found
  for index in "${!objects[@]}"; do
    found='as in the file'
    is_intended "$index" || found='something else'
    compare "${manifests[index]}" 'as in the file' "$found"
  done
}
