#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# A restart replaced pods by equal ones, so there is nothing to restore but the annotations. This
# helps when the restarted pods hang: the pods that are still old stay, the new ones are given up.
# By hand: kubectl rollout undo deployment/NAME

# <inputs>

set -Eeuo pipefail

purpose="Takes back the restart of $KIND $NAME: $LIVE_REVISION, live as revision $LIVE_NUMBER before it, returns."
way_back='To restart it after all: ./run.sh'
goal=$LIVE_REVISION

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_revision
  prove_right get "$resource"
  prove_right patch "$resource"
  show_neighbours
}

# Only our own restart is taken back; whatever came after it is somebody else's change.
read_state() {
  read_revisions
  read_mark
  if carries "$goal"; then
    state='after'
  elif [[ $mark == "$our_mark" ]]; then
    state='before'
  else
    state="revision $live_number ($live_name) is live, and not by this restart"
  fi
}

# The revision from before the restart is live, and every replica has it.
verify() {
  verify_revision "$goal"
  verify_replicas
  conclude
}

# <shared: undo>

# <shared: restart-mark>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
