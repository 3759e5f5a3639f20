#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        puts back the requests and limits that run.sh found
#
# By hand it is two commands for each workload, and patience between them:
#   kubectl set resources deployment/NAME --containers=NAME --requests=… --limits=…
#   kubectl rollout status deployment/NAME
# This script adds: does nobody else keep the workload, does the server accept all of it before the
# first one is touched, and is each one healthy before the next. It stops at the first that is not.

# <inputs>

set -Eeuo pipefail

purpose="Right-sizes ${#SIZES_CONTAINER[@]} containers, one workload after the other."
way_back='To put back the requests and limits of all of them: ./rollback.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  list_workloads
  prove_workloads
  prove_rights
  prove_no_autosizer
}

# Better to learn of a missing right now than after half of the work.
prove_rights() {
  local named
  for named in "${workloads[@]}"; do
    open_workload "$named"
    prove_right patch "$resource"
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get verticalpodautoscalers
# Two who set the same number undo each other. Clusters without that kind of object have none.
prove_no_autosizer() {
  local named scalers kind name mode scaler
  for named in "${workloads[@]}"; do
    open_workload "$named"
    scalers=$(ask "${kube[@]}" get verticalpodautoscalers.autoscaling.k8s.io --output=jsonpath='{range .items[*]}{.spec.targetRef.kind}|{.spec.targetRef.name}|{.spec.updatePolicy.updateMode}|{.metadata.name}{"\n"}{end}' 2>/dev/null) || scalers=''
    while IFS='|' read -r kind name mode scaler; do
      if [[ ${workload#*/} == "$kind/$name" && $mode != 'Off' ]]; then
        fail "The VerticalPodAutoscaler $scaler sizes $workload itself." 'Change its resourcePolicy, or set its updateMode to Off first.'
      fi
    done <<<"$scalers"
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get deployment NAME --output=jsonpath='{range .spec.template.spec.containers[*]}{.name} {.resources}{"\n"}{end}'
# A workload that has its sizes already is left alone, so a second run goes on where the first one stopped.
read_state() {
  local named
  state='before' pending=()
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    if [[ -n ${seen[$named]:-} && ${seen[$named]} != "${uids[$named]} $live_sizes" ]]; then
      state="somebody changed the sizes of $named a moment ago"
    fi
    note_seen
    has_wanted_sizes || pending+=("$named")
  done
  if [[ $state == 'before' ]] && ((${#pending[@]} == 0)); then
    state='after'
  fi
}

# Requests decide where a pod finds room, the limit of memory when it is killed, the limit of CPU when it is slowed down.
# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE top pod --containers
describe() {
  local named container number=0
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    number=$((number + 1))
    if has_wanted_sizes; then
      say "$number. $named has these sizes already"
      continue
    fi
    say "$number. $named"
    while IFS= read -r container; do
      describe_container "$container"
    done < <(listed_containers)
    is_healthy || say '   note: it is not healthy now; this run waits until it is'
    note_scaler
  done
  say 'note       LimitRanges and quotas judge pods, not templates: what they refuse shows while the first pod starts'
}

# Former and new amounts of one container; what stays is not shown.
describe_container() {
  local index from=() to=()
  local -a labels=('CPU request' 'CPU limit' 'memory request' 'memory limit')
  IFS='|' read -r -a from <<<"${former_sizes[$1]}|"
  IFS='|' read -r -a to <<<"${wanted_sizes[$1]}|"
  for index in 0 1 2 3; do
    if [[ $(thousandths "${from[index]:-}") != "$(thousandths "${to[index]:-}")" ]]; then
      say "   $1: ${labels[index]} ${from[index]:-(none)} -> ${to[index]:-(none)}"
    fi
  done
}

# An autoscaler counts in per cent of the request, so another request is another number of replicas.
note_scaler() {
  local scalers of scaler
  scalers=$(ask "${kube[@]}" get horizontalpodautoscalers.autoscaling --output=jsonpath='{range .items[*]}{.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name} {.metadata.name}{"\n"}{end}' 2>/dev/null) || scalers=''
  while read -r of scaler; do
    if [[ $of == "${workload#*/}" ]]; then
      say "   note: the HorizontalPodAutoscaler $scaler counts in per cent of the request; a smaller request means more replicas"
    fi
  done <<<"$scalers"
}

# The patch names the UID: should the workload be made anew this very second, the server refuses it. It names the order, too, or the listed containers would become the first.
patch_of_sizes() {
  local container rest between=''
  printf '{"metadata":{"uid":"%s"},"spec":{"template":{"spec":{"%s":[' "${uids[$workload]}" "\$setElementOrder/containers"
  while IFS='|' read -r container rest; do
    printf '%s{"name":"%s"}' "$between" "$container"
    between=','
  done <<<"$live_sizes"
  between=''
  printf '],"containers":['
  while IFS= read -r container; do
    printf '%s{"name":"%s","resources":{"requests":{%s},"limits":{%s}}}' "$between" "$container" \
      "$(changed_amounts "$container" 0 2)" "$(changed_amounts "$container" 1 3)"
    between=','
  done < <(listed_containers)
  printf ']}}}}'
}

# The amounts of CPU and memory that change, from their places in the list of sizes. What is not there is never taken out: the server would read that as 0.
changed_amounts() {
  local from=() to=() between=''
  IFS='|' read -r -a from <<<"${former_sizes[$1]}|"
  IFS='|' read -r -a to <<<"${wanted_sizes[$1]}|"
  if [[ ${from[$2]:-} != "${to[$2]:-}" ]]; then
    amount cpu "${to[$2]:-}"
    between=','
  fi
  if [[ ${from[$3]:-} != "${to[$3]:-}" ]]; then
    printf '%s' "$between"
    amount memory "${to[$3]:-}"
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE set resources deployment/NAME --containers=CONTAINER --requests=cpu=250m,memory=512Mi --dry-run=server
# All of them are judged before the first one is touched; only the storing is left out.
rehearse() {
  local named
  for named in "${pending[@]}"; do
    open_workload "$named"
    open_sizes
    ask "${kube[@]}" patch "$resource" --patch="$(patch_of_sizes)" --dry-run=server
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE get deployment NAME --output=yaml >before.yaml
# rollback.sh puts back what is saved here, so what an earlier run saved of a finished workload is kept.
backup() {
  local named file
  if [[ $mode == 'dry-run' ]]; then
    say "would save the requests and limits of ${workloads[*]} to $here/backups/"
    return 0
  fi
  (umask 077 && mkdir -p -- "$here/backups") || fail "The folder $here/backups cannot be written, and rollback.sh needs what is in it."
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    file=$(saved_as "$named")
    if [[ -s $file && " ${pending[*]} " != *" $named "* ]]; then
      say "kept       $file of the earlier run"
      continue
    fi
    (umask 077 && raw_lines >"$file.new") || fail "The sizes of $named could not be saved."
    mv -- "$file.new" "$file"
    say "saved to $file"
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE set resources deployment/NAME --containers=CONTAINER --requests=cpu=250m,memory=512Mi
apply() {
  local named number=0
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    number=$((number + 1))
    say "-- $number of ${#workloads[@]}: $named"
    prove_unchanged
    if has_wanted_sizes; then
      say 'has these sizes already'
    else
      run "${kube[@]}" patch "$resource" --patch="$(patch_of_sizes)"
    fi
    [[ $mode == 'dry-run' ]] || wait_for_workload
  done
}

# Every amount is the wanted one, and every replica has it.
verify() {
  local named
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    compare_sizes
  done
  conclude
}

# <shared: workload-changes>

# <shared: workload-sizes>

# <shared: workloads>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
