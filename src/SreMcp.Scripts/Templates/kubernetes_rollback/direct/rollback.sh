#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl rollout history deployment/NAME, then kubectl rollout undo with the number of
# the revision that was live before run.sh. The number has moved since; its name has not.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: $KIND $NAME returns to $LIVE_REVISION, which was live as revision $LIVE_NUMBER."
way_back='To take it back once more: ./run.sh'
origin=$GOAL_REVISION
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

# Names of revisions stay while their numbers move, so this works before, after and in the middle of a run.
read_state() {
  read_revisions
  if carries "$goal"; then
    state='after'
  elif carries "$origin"; then
    state='before'
  else
    state="revision $live_number ($live_name) is live, or its template was edited"
  fi
}

# The live revision is the wanted one, its template is in place, and every replica has it.
verify() {
  verify_revision "$goal"
  verify_replicas
  conclude
}

# <shared: undo>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
