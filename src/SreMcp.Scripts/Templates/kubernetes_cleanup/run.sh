#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   lists what would be deleted and deletes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        makes the deleted Jobs known again, without running them
#
# By hand one looks at what has ended, keeps what may be needed, and deletes it by name:
#   kubectl get pods --field-selector=status.phase=Failed
#   kubectl delete pod NAME
# This script adds: is it the right cluster, is it really over, is it old enough, is it still the
# same pod, and never more than a maximum at once.

# <inputs>

set -Eeuo pipefail

purpose="Deletes what has ended in the namespace $NAMESPACE at least $OLDER_THAN seconds ago, $MAXIMUM at most."
way_back='What was deleted is in the folder backups; Jobs can be made known again with: ./rollback.sh'
planned=''

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_right list pods
  prove_right delete pods
  prove_right list jobs.batch
  prove_right delete jobs.batch
}

# What was listed to you is what is deleted; what ended a moment later has to wait for the next run.
read_state() {
  find_finished
  if [[ -n $planned ]]; then
    state='before'
  elif ((count == 0)); then
    state='after'
  else
    planned=$(head -n "$MAXIMUM" <<<"$finished")
    state='before'
  fi
}

# Every single one by name: nobody agrees to a number.
describe() {
  local ends what id why
  while IFS='|' read -r ends what id why; do
    say "$ends  $what ($why)"
  done <<<"$planned"
  say "in all     $(wc -l <<<"$planned") of $count that have ended"
  say 'note       pods and their logs do not come back; the pods of a Job go with it'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE delete pod NAME --dry-run=server
# Rights and admission are asked for real; only the deleting is left out.
rehearse() {
  local -a names
  mapfile -t names < <(cut -d '|' -f 2 <<<"$planned")
  ask "${kube[@]}" delete "${names[@]}" --dry-run=server
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pod NAME --output=json >pod-NAME.json
# The objects may hold secrets in their environment, so nobody else can read the files.
backup() {
  local folder="$here/backups" ends what id why file
  if [[ $mode == 'dry-run' ]]; then
    say "would save each of them to $folder/"
    return 0
  fi
  (umask 077 && mkdir -p -- "$folder") || fail "$folder cannot be written, and without a backup nothing is deleted."
  while IFS='|' read -r ends what id why; do
    file="$folder/${what%%[./]*}-${what#*/}.json"
    (umask 077 && ask "${kube[@]}" get "$what" --ignore-not-found --output=json >"$file")
  done <<<"$planned"
  say "saved to $folder"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE delete pod NAME
# A StatefulSet gives a new pod the name of the old one, so each is looked at again right before.
apply() {
  local ends what id why
  while IFS='|' read -r ends what id why <&3; do
    if [[ $(ask "${kube[@]}" get "$what" --ignore-not-found --output=jsonpath='{.metadata.uid}') != "$id" ]]; then
      say "$what is not the one that was listed any more, so it is left alone"
      continue
    fi
    run "${kube[@]}" delete "$what" --wait=false
  done 3<<<"$planned"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods
# Deleting takes a moment, and longer when something holds on to an object with a finalizer.
settle() {
  local tries=0
  until [[ -z $(remaining) ]]; do
    ((tries < 30)) || fail "Still there after a minute: $(remaining)" 'Look at their finalizers: kubectl get NAME --output=yaml'
    tries=$((tries + 1))
    sleep 2
  done
}

# The listed ones that are still there, in one question for all.
remaining() {
  local ends what id why
  local -a names
  [[ -n $planned ]] || return 0
  mapfile -t names < <(cut -d '|' -f 2 <<<"$planned")
  ask "${kube[@]}" get "${names[@]}" --ignore-not-found --output=jsonpath='{range .items[*]}{.metadata.uid}{"\n"}{end}{.metadata.uid}' |
    while read -r id; do
      if [[ -n $id && $planned == *"|$id|"* ]]; then
        printf '%s ' "$id"
      fi
    done
}

# All that was listed is gone. More may be left, when there was more than the maximum.
verify() {
  compare 'listed and left' '' "$(remaining)"
  find_finished
  ((count == 0)) || say "note       $count more have ended long enough ago; another run takes the next $MAXIMUM"
  conclude
}

# <shared: finished>

# <shared: namespace>

# <shared: contract>

contract_main "$@"
