#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        takes releases and files back
#
# By hand it is three steps for each service, and patience between them:
#   edit the line in its values file
#   helm upgrade RELEASE CHART --version=X --values=FILE --atomic --wait
#   kubectl rollout status deployment/NAME
# This script adds: does the file of today really give what runs today (or the upgrade would change
# more than the limits), is the key there exactly once, is each one healthy before the next.

# <inputs>

set -Eeuo pipefail

purpose="Sets ${#LIMITS_KEY[@]} limits in values files under $REPOSITORY and upgrades their releases."
way_back='To take all of them back, releases and files: ./rollback.sh'
pending=()
finished=()
state_seen=''

# Everything that must be true before anything is touched.
preflight() {
  local named
  prove_cluster
  prove_folder
  list_releases
  for named in "${releases[@]}"; do
    open_release "$named"
    prove_rows
    prove_release
    prove_owner
    prove_file
  done
}

# All rows of a release speak of the same chart and the same file.
prove_rows() {
  local index
  for index in $(rows_of_release); do
    [[ ${LIMITS_CHART[index]} == "${LIMITS_CHART[first]}" && ${LIMITS_VERSION[index]} == "${LIMITS_VERSION[first]}" && ${LIMITS_VALUES_FILE[index]} == "${LIMITS_VALUES_FILE[first]}" && ${LIMITS_BASE_VALUES[index]} == "${LIMITS_BASE_VALUES[first]}" ]] ||
      fail "The rows of $release name different charts, versions or values files."
    [[ ${LIMITS_KEY[index]} =~ ^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$ ]] ||
      fail "${LIMITS_KEY[index]} is no path of keys such as resources.limits.memory."
  done
  [[ ${LIMITS_CHART[first]} =~ ^[A-Za-z0-9./] && ${LIMITS_VERSION[first]} =~ ^[0-9A-Za-z.+_-]+$ ]] ||
    fail "${LIMITS_CHART[first]} ${LIMITS_VERSION[first]} is no chart with a version."
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE status RELEASE
# A release in the middle of something is not upgraded, and another chart version would be more than a limit.
prove_release() {
  read_release
  case $release_status in
    deployed) ;;
    pending-*) fail "The release $release is $release_status: somebody upgrades it now, or an upgrade was interrupted." 'If nobody does, take it back with ./rollback.sh or helm rollback, and run this again.' ;;
    *) fail "The release $release is $release_status, not deployed." "Look at it first: helm history $release_name" ;;
  esac
  [[ $release_chart == *"-${LIMITS_VERSION[first]}" ]] ||
    fail "The release $release is of $release_chart, not of version ${LIMITS_VERSION[first]}." 'Change the version on its own, before or after this.'
  say "release    $release is at revision $release_number of $release_chart"
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get deployments --show-labels
# What Flux or Argo CD upgrade from Git would be taken back in minutes: there the commit is the whole change.
prove_owner() {
  local kind name argo kustomization flux list
  list=$(workloads_of_release)
  while read -r kind name argo kustomization flux; do
    [[ ${argo:-<none>} == '<none>' ]] || fail "Argo CD ($argo) keeps $kind $name of $release as Git says." "Commit the new values, and it does the rest."
    [[ ${kustomization:-<none>}${flux:-<none>} == '<none><none>' ]] || fail "Flux ($kustomization $flux) keeps $kind $name of $release as Git says." 'Commit the new values, and it does the rest.'
  done <<<"$list"
}

# By hand: git -C $REPOSITORY status
# The values file has each key once, and nobody is working on it.
prove_file() {
  local index dirty
  local -a git=(git -C "$REPOSITORY")
  [[ -f $values_file && -w $values_file ]] || fail "There is no file $values_file that you may write."
  for index in $(rows_of_release); do
    value_in "$values_file" "${LIMITS_KEY[index]}" >/dev/null || fail "${LIMITS_KEY[index]} of $release cannot be set; see the message above." 'Write it once, in a line of its own, and run this again.'
  done
  file_has_limits "$values_file" && return 0
  dirty=$(ask "${git[@]}" status --porcelain -- "${LIMITS_VALUES_FILE[first]}") || fail "$REPOSITORY is no checkout of git."
  [[ -z $dirty ]] || fail "${LIMITS_VALUES_FILE[first]} has changes that are not committed: $dirty" 'Commit or undo them first: they would be rolled out with the limits.'
}

# A release whose file and whose values are as they shall be is left alone, so a second run goes on where the first one stopped.
read_state() {
  local named earlier=$state_seen
  state_seen='' pending=()
  for named in "${releases[@]}"; do
    open_release "$named"
    read_release
    state_seen+="$named $release_number $(cksum <"$values_file") "
    if ! file_has_limits "$values_file" || ! release_has_limits; then
      pending+=("$named")
    fi
  done
  state='before'
  ((${#pending[@]} > 0)) || state='after'
  [[ -z $earlier || $earlier == "$state_seen" ]] || state='a release or a values file was changed a moment ago'
}

# The file with the new values, made beside this script: the one in the repository is not touched.
plan_file() {
  local index
  cp -- "$values_file" "$(kept_as planned).yaml"
  for index in $(rows_of_release); do
    value_in_new "${LIMITS_KEY[index]}" "${LIMITS_VALUE[index]}"
  done
}

# One more value in the planned file.
value_in_new() {
  local plan
  plan="$(kept_as planned).yaml"
  python3 "$here/edit-values.py" "$plan" "$1" "$2" >"$plan.new" || fail "$1 cannot be set in $values_file."
  mv -- "$plan.new" "$plan"
}

# What both the rehearsal and the upgrade are given; only what the files say counts.
read_upgrade() {
  upgrade=("$release_name" "${LIMITS_CHART[first]}" --version="${LIMITS_VERSION[first]}" --reset-values)
  [[ -z ${LIMITS_BASE_VALUES[first]} ]] || upgrade+=(--values="$REPOSITORY/${LIMITS_BASE_VALUES[first]}")
  [[ ${LIMITS_CHART[first]} != ./* ]] || upgrade[1]="$REPOSITORY/${LIMITS_CHART[first]#./}"
}
upgrade=()

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE upgrade RELEASE CHART --version=X --values=FILE --dry-run
# What the chart makes of a values file, on this very cluster. Secrets stay hidden.
rendered_from() {
  local text
  read_upgrade
  text=$(ask "${helm[@]}" upgrade "${upgrade[@]}" --values="$1" --dry-run) || fail "Helm cannot render $release with $1."
  awk '/^NOTES:/ { exit } shown { print } /^MANIFEST:/ { shown = 1 }' <<<"$text" | without_secrets
}

# A manifest without the data of Secrets and without empty lines at its ends.
without_secrets() {
  awk '/^---/ { secret = 0 } /^kind: Secret/ { secret = 1 } !secret || /^(kind|  name):/' | sed -e '/^[[:space:]]*$/d'
}

# The file as it is now must give what runs now: otherwise the upgrade brings along what nobody reviews here.
prove_source_of_truth() {
  local base=$values_file found
  if file_has_limits "$values_file" && [[ -s $(kept_as before).yaml ]]; then
    base="$(kept_as before).yaml"
  fi
  found=$(diff <(ask "${helm[@]}" get manifest "$release_name" | without_secrets) <(rendered_from "$base")) || true
  [[ -z $found ]] || fail "An upgrade of $release with $values_file as it is would change more than the limits:" "$found" 'Bring the file and the release together first (values that were given with --set belong into the file).'
}

# By hand: git -C $REPOSITORY diff
# The line of the file, and what becomes of it in the objects of the release.
describe() {
  local named changed number=0
  for named in "${releases[@]}"; do
    open_release "$named"
    number=$((number + 1))
    if [[ " ${pending[*]} " != *" $named "* ]]; then
      say "$number. $named has these limits already"
      continue
    fi
    say "$number. $named, ${LIMITS_VALUES_FILE[first]}"
    prove_source_of_truth
    plan_file
    diff -U 1 "$values_file" "$(kept_as planned).yaml" | tail -n +3 || true
    say "   in the objects of $named:"
    changed=$(diff -U 1 <(ask "${helm[@]}" get manifest "$release_name" | without_secrets) <(rendered_from "$(kept_as planned).yaml") | tail -n +4) || true
    say "${changed:-   nothing: does the chart read this key?}"
    is_healthy 3s || say '   note: it is not healthy now; this run waits until it is'
  done
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE upgrade RELEASE CHART --version=X --values=FILE --dry-run
# Helm renders it and asks the server whether it knows the kinds; then the server judges the objects and stores nothing.
rehearse() {
  local named
  for named in "${pending[@]}"; do
    open_release "$named"
    rendered_from "$(kept_as planned).yaml" | drop_hidden | ask_server ||
      fail "The server does not accept what $release would become; see the message above."
    say "$named: the server accepts it"
  done
}

# Admission and rights are asked for real; only the storing is left out.
ask_server() {
  ask "${kube[@]}" apply --filename=- --dry-run=server >/dev/null
}

# What is left of a Secret without its data is no change to rehearse.
drop_hidden() {
  awk 'function out() { if (text !~ /\nkind: Secret/) printf "%s", text; text = "" } /^---/ { out() } { text = text $0 "\n" } END { out() }'
}

# By hand: cp FILE FILE.before; helm --kube-context=$CONTEXT --namespace=NAMESPACE history RELEASE
# rollback.sh goes back to what is saved here, so what an earlier run saved of a finished release is kept.
backup() {
  local named
  if [[ $mode == 'dry-run' ]]; then
    say "would save the values files and the revisions of ${pending[*]} to $here/backups/"
    return 0
  fi
  for named in "${pending[@]}"; do
    open_release "$named"
    if file_has_limits "$values_file" && [[ -s $(kept_as before).yaml ]]; then
      say "kept       $(kept_as before).yaml of the earlier run"
      continue
    fi
    read_release
    (umask 077 && cp -- "$values_file" "$(kept_as before).yaml" && printf '%s\n' "$release_number" >"$(kept_as revision)")
    say "saved to $(kept_as before).yaml, revision $release_number"
  done
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE upgrade RELEASE CHART --version=X --values=FILE --atomic --wait
# First the file, then the release: what runs must never be ahead of what the repository says.
apply() {
  local named number=0
  for named in "${releases[@]}"; do
    open_release "$named"
    number=$((number + 1))
    say "-- $number of ${#releases[@]}: $named"
    if [[ " ${pending[*]} " == *" $named "* ]]; then
      write_file
      upgrade_release
    fi
    [[ $mode == 'dry-run' ]] || wait_for_release
  done
}

# The planned file takes the place of the old one in one step, with the same rights.
write_file() {
  cmp -s "$(kept_as planned).yaml" "$values_file" && return 0
  if [[ $mode == 'run' ]]; then
    cp -p -- "$values_file" "$values_file.planned"
    cat -- "$(kept_as planned).yaml" >"$values_file.planned"
  fi
  run mv -- "$values_file.planned" "$values_file"
}

# --atomic takes the release back by itself when it does not get healthy; then the file goes back with it.
upgrade_release() {
  read_upgrade
  run "${helm[@]}" upgrade "${upgrade[@]}" --values="$values_file" --atomic --wait --timeout="${TIMEOUT}s" && return 0
  read_release
  if [[ $release_says == 'Rollback '* && $release_status == 'deployed' ]]; then
    run cp -- "$(kept_as before).yaml" "$values_file"
    stop_here 'did not get healthy: Helm has taken it back, and its values file is as before'
  fi
  stop_here "could not be upgraded and is $release_status now"
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE rollout status deployment/NAME --timeout=5m
# The next one is not touched before this one is healthy, and has stayed so: too little memory shows after the start, not at it.
wait_for_release() {
  is_healthy "${TIMEOUT}s" || stop_here "is not healthy after $TIMEOUT seconds"
  if ((PAUSE > 0)); then
    sleep "$PAUSE"
    is_healthy 3s || stop_here "did not stay healthy for $PAUSE seconds"
  fi
  say "healthy    $release"
  finished+=("$release")
}

# The first one that does not get healthy is the last one that is touched.
stop_here() {
  local named untouched=()
  for named in "${releases[@]}"; do
    [[ $named == "$release" || " ${finished[*]} " == *" $named "* ]] || untouched+=("$named")
  done
  say "Stopped: $release $1. Look at its pods and their last events:"
  show_command "${kube[@]}" get pods --output=wide
  show_command "${kube[@]}" get events --sort-by=.lastTimestamp
  show_command "${helm[@]}" history "$release_name"
  say "done       ${finished[*]:-none}"
  say "not yet    ${untouched[*]:-none}"
  fail "$release $1."
}

# All of them were waited for one by one; after an interruption this waits for those that are left.
settle() {
  local named
  for named in "${releases[@]}"; do
    [[ " ${finished[*]} " != *" $named "* ]] || continue
    open_release "$named"
    wait_for_release
  done
}

# File, release and pods say the same.
verify() {
  verify_releases
  say 'The values files are changed, and nobody has committed them yet:'
  show_command git -C "$REPOSITORY" diff --stat
  conclude
}

# <shared: verify-releases>

# <shared: releases>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
