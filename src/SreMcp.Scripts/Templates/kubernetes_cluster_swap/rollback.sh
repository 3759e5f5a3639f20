#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# By hand: kubectl patch service NAME --patch='{"spec":{"externalName":"HOST"}}' with the former host, or the record at your DNS provider.

# <inputs>

set -Eeuo pipefail

purpose="Undoes run.sh: moves the traffic from $GREEN_CONTEXT back to $BLUE_CONTEXT."
way_back='To move it once more: ./run.sh'
origin='green'
goal='blue'

# The former cluster may have been emptied meanwhile: it is looked at, too, before anybody is sent there.
preflight() {
  prove_cluster
  prove_sides
  prove_switch
  prove_healthy "$goal"
  prove_answer "$goal"
}

# A way back is not taken back on its own: a person decides.
stop_swap() {
  fail "$1." 'Look at both clusters now; ./run.sh moves the traffic the other way.'
}

# <shared: cluster-swap>

# <shared: cluster-sides>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
