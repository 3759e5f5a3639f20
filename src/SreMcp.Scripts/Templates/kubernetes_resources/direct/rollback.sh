#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl set resources deployment/NAME with the amounts that are in this file. An amount
# that was not there before is taken out again, which set resources cannot do; the patch can.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: ${SIZES_CONTAINER[*]} of $KIND $NAME get their former requests and limits."
way_back='To take it back once more: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_right patch "$resource"
  load_sizes
  show_neighbours
}

# What a container shall have after this script.
goal_size() {
  printf '%s' "${former_sizes[$1]}"
}

# Only our own amounts are taken back; a new image in the meantime stays.
read_state() {
  read_sizes
  if has_former_sizes; then
    state='after'
  elif has_wanted_sizes; then
    state='before'
  else
    state='the requests and limits are neither the former nor the new ones'
  fi
}

# <shared: sizes>

# <shared: workload-change>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
