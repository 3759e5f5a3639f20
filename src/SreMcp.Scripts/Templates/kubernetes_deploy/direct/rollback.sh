#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl set image deployment/NAME CONTAINER=IMAGE, with the former image that is in this file.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: the container $CONTAINER of $KIND $NAME gets its former image again."
way_back='To take it back once more: ./run.sh'
goal_image=''
former_image=''

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_right patch "$resource"
  find_former_image
  goal_image=$former_image
  show_neighbours
}

# Only our own image is taken back; what else changed in the meantime stays.
read_state() {
  read_image
  if [[ $live_image == "$former_image" ]]; then
    state='after'
  elif [[ $live_image == "$IMAGE" ]]; then
    state='before'
  else
    state="the image is $live_image, which is neither the former nor the new one"
  fi
}

# <shared: image>

# <shared: workload-change>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
