#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        sets the former number again
#
# By hand it is one command, and looking afterwards:
#   kubectl scale deployment/NAME --replicas=N
# This script adds: is it the right cluster, does an autoscaler own the number, has somebody
# changed it since it was read, did all of the replicas get healthy.

# <inputs>

set -Eeuo pipefail

purpose="Sets $KIND $NAME from $REPLICAS to $COUNT replicas."
way_back='To set the former number again: ./rollback.sh'
origin=$REPLICAS
goal=$COUNT

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_scalable
}

# The number that was reviewed, of the revision that was reviewed: anything else is somebody's change.
read_state() {
  read_workload
  read_revisions
  if ((wanted == goal)); then
    state='after'
  elif ((wanted == origin)) && [[ $live_name == "$LIVE_REVISION" ]]; then
    state='before'
  else
    state="it has $wanted replicas of revision $live_name"
  fi
}

# <shared: scale>

# <shared: workload-change>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
