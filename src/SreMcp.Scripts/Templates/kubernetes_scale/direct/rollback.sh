#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl scale deployment/NAME --replicas=N, with the number that is in this file.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: $KIND $NAME returns from $COUNT to $REPLICAS replicas."
way_back='To take it back once more: ./run.sh'
origin=$COUNT
goal=$REPLICAS

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_scalable
}

# Only our own number is taken back. A new version in the meantime does not matter to it.
read_state() {
  read_workload
  if ((wanted == goal)); then
    state='after'
  elif ((wanted == origin)); then
    state='before'
  else
    state="it has $wanted replicas"
  fi
}

# <shared: scale>

# <shared: workload-change>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
