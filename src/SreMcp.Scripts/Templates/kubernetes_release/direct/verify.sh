#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when what was pushed is in place and every pod has it

# <inputs>

set -Eeuo pipefail

purpose="Checks that $CONTAINER of $KIND $NAME runs what was pushed as $IMAGE, and is healthy."
goal_image=''

# The cluster and the object are the ones that were reviewed, and something was pushed from here.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  read_pushed
  [[ -n $pushed_image ]] || fail "Nothing was pushed from this folder: there is no $here/backups/pushed."
  goal_image=$pushed_image
}

# <shared: pushed-image>

# <shared: image>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
