#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: for each workload, kubectl edit, and the resources that stand in the folder backups.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: puts back the requests and limits of ${#SIZES_CONTAINER[@]} containers, last workload first."
way_back='To set the new sizes again: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  list_workloads
  turn_round
  prove_workloads
  prove_backups
}

# What was changed last is taken back first.
turn_round() {
  local index turned=()
  for ((index = ${#workloads[@]} - 1; index >= 0; index--)); do
    turned+=("${workloads[index]}")
  done
  workloads=("${turned[@]}")
}

# The way back starts from what run.sh saved, and only for the very workloads that it saved.
prove_backups() {
  local named file
  for named in "${workloads[@]}"; do
    open_workload "$named"
    file=$(saved_as "$named")
    [[ -s $file ]] || fail "There is nothing to go back to: run.sh saved no $file." 'Use the folder in which run.sh ran. If it never ran, there is nothing to roll back.'
    [[ $(head -n 1 "$file") == "uid|${uids[$named]}" ]] || fail "$named was deleted and made again since run.sh saved it." 'Set its sizes by hand; the former ones stand in the file.'
    prove_right patch "$resource"
  done
  say "backup     ${#workloads[@]} workloads saved by run.sh"
}

# True when the resources are, byte for byte, what run.sh found.
is_restored() {
  [[ $(raw_lines) == "$(<"$(saved_as "$workload")")" ]]
}

# Only our own sizes are taken back; whatever came after them is somebody else's change.
read_state() {
  local named
  state='before' pending=()
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    note_seen
    if is_restored; then
      continue
    elif has_wanted_sizes; then
      pending+=("$named")
    else
      state="the sizes of $named are neither those that run.sh found nor those that it set"
    fi
  done
  if [[ $state == 'before' ]] && ((${#pending[@]} == 0)); then
    state='after'
  fi
}

# What is put back, and what is back already.
describe() {
  local named
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    if is_restored; then
      say "unchanged  $named"
    else
      say "put back   $named"
      diff <(raw_lines) "$(saved_as "$named")" | grep -E '^[<>]' || true
    fi
  done
}

# A patch with tests in front: another workload of that name, or another container at that place, and the server refuses it.
patch_of_backup() {
  local container saved position
  printf '[{"op":"test","path":"/metadata/uid","value":"%s"}' "${uids[$workload]}"
  while IFS='|' read -r container saved; do
    [[ $container != 'uid' ]] || continue
    position=$(grep -n -F -m 1 "$container|" <(container_lines) | cut -d ':' -f 1)
    printf ',{"op":"test","path":"/spec/template/spec/containers/%d/name","value":"%s"}' "$((position - 1))" "$container"
    printf ',{"op":"replace","path":"/spec/template/spec/containers/%d/resources","value":%s}' "$((position - 1))" "$saved"
  done <"$(saved_as "$workload")"
  printf ']'
}

# The names of the containers in their order, each with a mark at its end.
container_lines() {
  ask "${kube[@]}" get "$resource" --output=jsonpath='{range .spec.template.spec.containers[*]}{.name}|{"\n"}{end}'
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE patch deployment NAME --type=json --patch='[{"op":"replace","path":"/spec/template/spec/containers/0/resources","value":{…}}]' --dry-run=server
# Admission and rights are asked for real; only the storing is left out.
rehearse() {
  local named
  for named in "${pending[@]}"; do
    open_workload "$named"
    open_sizes
    ask "${kube[@]}" patch "$resource" --type=json --patch="$(patch_of_backup)" --dry-run=server
  done
}

# What is taken back stands in this script already.
backup() {
  say 'The sizes that are taken back are those of run.sh, which can set them again.'
}

# By hand: kubectl --context=$CONTEXT --namespace=NAMESPACE patch deployment NAME --type=json --patch='[{"op":"replace","path":"/spec/template/spec/containers/0/resources","value":{…}}]'
apply() {
  local named number=0
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    number=$((number + 1))
    say "-- $number of ${#workloads[@]}: $named"
    prove_unchanged
    if is_restored; then
      say 'is as before already'
    else
      run "${kube[@]}" patch "$resource" --type=json --patch="$(patch_of_backup)"
    fi
    [[ $mode == 'dry-run' ]] || wait_for_workload
  done
}

# Byte for byte what run.sh found, and healthy.
verify() {
  local named
  for named in "${workloads[@]}"; do
    open_workload "$named"
    open_sizes
    compare "$named" "$(cksum <"$(saved_as "$named")")" "$(raw_lines | cksum)"
    if is_healthy; then
      compare "$named" 'healthy' 'healthy'
    else
      compare "$named" 'healthy' 'not healthy'
    fi
  done
  conclude
}

# <shared: workload-changes>

# <shared: workload-sizes>

# <shared: workloads>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
