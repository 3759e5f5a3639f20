# --- Helm: the release is changed, never its parts --------------------------------

# The release and its namespace are named in every call, as the context is.
helm=(helm --kube-context="$CONTEXT" --namespace="$RELEASE_NAMESPACE")
release_number=0
release_status=''
release_says=''

# By hand: helm history RELEASE --max=1
# Its last line is the newest revision: number, time, status, chart, version, description.
read_release() {
  local line columns
  line=$(ask "${helm[@]}" history "$RELEASE" --max=1 --output=table | tail -n 1) ||
    fail "Helm does not know a release $RELEASE in the namespace $RELEASE_NAMESPACE."
  IFS=$'\t' read -r -a columns <<<"$line"
  release_number=${columns[0]//[[:space:]]/}
  release_status=${columns[2]:-}
  release_status=${release_status//[[:space:]]/}
  release_says=${columns[5]:-}
  [[ $release_number =~ ^[0-9]+$ ]] || fail "The answer of helm history is not understood: $line"
}

# Helm must be there, and the release must still keep the revision we want.
prove_release() {
  command -v helm >/dev/null || fail 'helm is not installed. See https://helm.sh/docs/intro/install/'
  read_release
  ask "${helm[@]}" get manifest "$RELEASE" --revision="$goal" >/dev/null ||
    fail "Revision $goal of the release $RELEASE is no longer kept." 'Deploy the wanted version the usual way instead.'
  say "release    $RELEASE is at revision $release_number ($release_status)"
}

# Helm numbers every rollback anew and writes where it came from, so the description tells what happened.
# After a rollback that failed half-way, trying again is what Helm itself advises.
read_state() {
  read_release
  if [[ $release_status == 'deployed' && ($release_number == "$goal" || $release_says =~ ^Rollback\ to\ "$goal"[[:space:]]*$) ]]; then
    state='after'
  elif [[ $release_status == 'failed' && $release_says == 'Rollback '* ]]; then
    state='before'
  elif [[ $release_number == "$origin" || $release_says =~ ^Rollback\ to\ ("$origin"|"$goal")[[:space:]]*$ ]]; then
    state='before'
  else
    state="the release is at revision $release_number ($release_says)"
  fi
}

# By hand: diff <(helm get manifest RELEASE --revision=A) <(helm get manifest RELEASE --revision=B)
# A release holds more than one workload: this shows all that comes along. Secrets stay hidden.
describe() {
  say "from       revision $release_number of $RELEASE"
  say "to         revision $goal"
  diff -u <(objects_of "$release_number") <(objects_of "$goal") | tail -n +4 | grep -E '^[-+]' || true
}

# The manifest without the data of Secrets.
objects_of() {
  ask "${helm[@]}" get manifest "$RELEASE" --revision="$1" |
    awk '/^---/ { secret = 0 } /^kind: Secret/ { secret = 1 } !secret || /^(kind|  name):/'
}

# By hand: helm rollback RELEASE N --dry-run
rehearse() {
  ask "${helm[@]}" rollback "$RELEASE" "$goal" --dry-run
}

# By hand: helm rollback RELEASE N --wait
# Only what Helm does itself stays: a patch to the workload would be lost at the next upgrade.
apply() {
  run "${helm[@]}" rollback "$RELEASE" "$goal" --wait --timeout="${TIMEOUT}s"
}

# The release says what it carries, and the workload is healthy.
verify() {
  read_state
  compare 'release' 'after' "$state"
  compare 'release status' 'deployed' "$release_status"
  verify_replicas
  conclude
}
