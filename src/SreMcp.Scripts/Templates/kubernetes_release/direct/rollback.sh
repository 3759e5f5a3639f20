#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl set image deployment/NAME CONTAINER=IMAGE, with the former image that is in this file.
# The pushed image stays in the registry: others may have pulled it, and a tag is never written twice.

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
  read_pushed
  goal_image=$former_image
  show_neighbours
}

# Only our own image is taken back; what else changed in the meantime stays.
read_state() {
  read_image
  if [[ $live_image == "$former_image" ]]; then
    state='after'
  elif [[ -n $pushed_image && $live_image == "$pushed_image" ]]; then
    state='before'
  else
    state="the image is $live_image, which is neither the former nor the pushed one (${pushed_image:-nothing was pushed from this folder})"
  fi
}

# <shared: pushed-image>

# <shared: image>

# <shared: workload-change>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
