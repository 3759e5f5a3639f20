#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        restores the former requests and limits
#
# By hand it is two commands:
#   kubectl set resources deployment/NAME --containers=NAME --requests=… --limits=…
#   kubectl rollout status deployment/NAME
# This script adds: is it still what was reviewed, does the server accept it, did every pod
# start again with the new sizes.

# <inputs>

set -Eeuo pipefail

purpose="Right-sizes ${SIZES_CONTAINER[*]} of $KIND $NAME."
way_back='To restore the former requests and limits: ./rollback.sh'

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
  printf '%s' "${wanted_sizes[$1]}"
}

# Amounts are compared by what they mean: 1000m is 1.
read_state() {
  read_sizes
  if has_wanted_sizes; then
    state='after'
  elif has_former_sizes && is_reviewed_revision; then
    state='before'
  else
    read_revisions
    state="revision $live_number ($live_name) has other requests and limits, or another template"
  fi
}

# <shared: sizes>

# <shared: workload-change>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
