#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: for each release, last one first: helm rollback RELEASE N --wait, then git checkout of its values file.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: takes the releases of ${#LIMITS_KEY[@]} limits and their values files back, last one first."
way_back='To set the limits again: ./run.sh'
pending=()
goal=0

# Everything that must be true before anything is touched.
preflight() {
  local named
  prove_cluster
  prove_folder
  list_releases
  turn_round
  for named in "${releases[@]}"; do
    open_release "$named"
    prove_backup
  done
}

# What was upgraded last is taken back first. Releases that run.sh never came to have no backup, and need none.
turn_round() {
  local index turned=()
  for ((index = ${#releases[@]} - 1; index >= 0; index--)); do
    open_release "${releases[index]}"
    [[ ! -s $(kept_as revision) ]] || turned+=("${releases[index]}")
  done
  ((${#turned[@]} > 0)) || fail "There is nothing to go back to: $here/backups holds no revision from before." 'Use the folder in which run.sh ran. If it never ran, there is nothing to roll back.'
  releases=("${turned[@]}")
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE get manifest RELEASE --revision=N
# Helm keeps ten revisions of a release, so one day the former one is gone.
prove_backup() {
  read_goal
  [[ -e $(kept_as before).yaml ]] || fail "The values file of $release from before is not in $here/backups."
  read_release
  ask "${helm[@]}" get manifest "$release_name" --revision="$goal" >/dev/null ||
    fail "Revision $goal of the release $release is no longer kept." 'Put the values file back and upgrade it the usual way instead.'
  say "release    $release is at revision $release_number ($release_status), was at $goal"
}

# The revision that run.sh found.
read_goal() {
  goal=$(<"$(kept_as revision)")
  [[ $goal =~ ^[0-9]+$ ]] || fail "$(kept_as revision) holds no revision."
}

# Helm numbers every rollback anew and writes where it came from, so the description tells what happened.
release_is_back() {
  [[ $release_status == 'deployed' && ($release_number == "$goal" || $release_says =~ ^Rollback\ to\ "$goal"[[:space:]]*$) ]]
}

# Only our own upgrade is taken back: the one right after the revision that was found. Whatever came later is somebody else's.
read_state() {
  local named
  state='before' pending=()
  for named in "${releases[@]}"; do
    open_release "$named"
    read_goal
    read_release
    if ! cmp -s "$(kept_as before).yaml" "$values_file" && ! file_has_limits "$values_file"; then
      state="$values_file is neither as run.sh found it nor as run.sh left it"
    elif release_is_back; then
      cmp -s "$(kept_as before).yaml" "$values_file" || pending+=("$named")
    elif ((release_number == goal + 1)) || [[ $release_status != 'deployed' ]] || release_has_limits; then
      pending+=("$named")
    else
      state="$named is at revision $release_number ($release_says)"
    fi
  done
  if [[ $state == 'before' ]] && ((${#pending[@]} == 0)); then
    state='after'
  fi
}

# Which revision each release goes to, and which lines of its file.
describe() {
  local named
  for named in "${pending[@]}"; do
    open_release "$named"
    read_goal
    read_release
    if release_is_back; then
      say "unchanged  $named, revision $release_number"
    else
      say "back       $named from revision $release_number ($release_status) to what revision $goal was"
    fi
    diff -U 1 "$values_file" "$(kept_as before).yaml" | tail -n +3 || true
  done
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE rollback RELEASE N --dry-run
rehearse() {
  local named
  for named in "${pending[@]}"; do
    open_release "$named"
    read_goal
    ask "${helm[@]}" rollback "$release_name" "$goal" --dry-run
  done
}

# What is taken back are the values of this bundle, which can set them again.
backup() {
  say 'What is taken back is what this bundle set; ./run.sh can set it again.'
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE rollback RELEASE N --wait
# First the release, then the file: what runs is back even when the checkout makes trouble.
apply() {
  local named
  for named in "${pending[@]}"; do
    open_release "$named"
    read_goal
    read_release
    say "-- $named"
    release_is_back || run "${helm[@]}" rollback "$release_name" "$goal" --wait --timeout="${TIMEOUT}s"
    cmp -s "$(kept_as before).yaml" "$values_file" || run cp -- "$(kept_as before).yaml" "$values_file"
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE rollout status deployment/NAME --timeout=5m
settle() {
  local named
  for named in "${releases[@]}"; do
    open_release "$named"
    is_healthy "${TIMEOUT}s" || fail "$named is not healthy after $TIMEOUT seconds." 'Look at its pods and events, and at helm history.'
    say "healthy    $named"
  done
}

# The releases are what they were, and the files byte for byte.
verify() {
  local named found
  for named in "${releases[@]}"; do
    open_release "$named"
    read_goal
    read_release
    found="revision $release_number ($release_status)"
    ! release_is_back || found="as revision $goal"
    compare "$named" "as revision $goal" "$found"
    compare "$named file" "$(cksum <"$(kept_as before).yaml")" "$(cksum <"$values_file")"
  done
  conclude
}

# <shared: releases>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
