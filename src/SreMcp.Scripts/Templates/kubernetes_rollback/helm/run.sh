#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        goes back to where it was
#
# Helm owns this workload, so Helm takes it back. By hand it is three commands:
#   helm history RELEASE
#   helm rollback RELEASE N --wait
#   kubectl rollout status deployment/NAME
# The whole release goes back, not only this workload: the plan shows all of it.

# <inputs>

set -Eeuo pipefail

purpose="Takes the release $RELEASE back from revision $LIVE_RELEASE to revision $GOAL_RELEASE."
way_back='To go back to where it was: ./rollback.sh'
origin=$LIVE_RELEASE
goal=$GOAL_RELEASE

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
