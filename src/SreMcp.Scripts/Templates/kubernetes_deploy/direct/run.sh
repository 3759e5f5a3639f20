#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        sets the former image again
#
# By hand it is two commands, and a third one when it goes wrong:
#   kubectl set image deployment/NAME CONTAINER=IMAGE
#   kubectl rollout status deployment/NAME
#   kubectl rollout undo deployment/NAME
# This script adds: is it still what was reviewed, do the new pods get healthy, and the third
# command at the moment when they do not.

# <inputs>

set -Eeuo pipefail

purpose="Deploys $IMAGE to the container $CONTAINER of $KIND $NAME."
way_back='To set the former image again: ./rollback.sh'
goal_image=$IMAGE
former_image=''

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_right patch "$resource"
  find_former_image
  show_neighbours
}

# The image that was reviewed, in the template that was reviewed.
read_state() {
  read_image
  if [[ $live_image == "$IMAGE" ]]; then
    state='after'
  elif [[ $live_image == "$former_image" ]] && is_reviewed_revision; then
    state='before'
  else
    read_revisions
    state="revision $live_number ($live_name) is live with $live_image, or its template was edited"
  fi
}

# <shared: stop-rollout>

# <shared: new-pods>

# <shared: image>

# <shared: workload-change>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
