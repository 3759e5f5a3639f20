#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: helm history RELEASE, then helm rollback RELEASE with the revision that was live before run.sh.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: the release $RELEASE returns to what revision $LIVE_RELEASE was."
way_back='To take it back once more: ./run.sh'
origin=$GOAL_RELEASE
goal=$LIVE_RELEASE

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_release
  prove_right patch "$resource"
  show_neighbours
}

# <shared: helm>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
