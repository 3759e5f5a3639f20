#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        goes back to where it was
#
# By hand it is three commands:
#   kubectl rollout history deployment/NAME
#   kubectl rollout undo deployment/NAME --to-revision=N
#   kubectl rollout status deployment/NAME
# This script adds what one forgets at three in the morning: is it the right cluster,
# is it still what was reviewed, may I, what was it before, did it work.

# <inputs>

set -Eeuo pipefail

purpose="Takes $KIND $NAME back from revision $LIVE_NUMBER to revision $GOAL_NUMBER."
way_back='To go back to where it was: ./rollback.sh'
origin=$LIVE_REVISION
goal=$GOAL_REVISION

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
