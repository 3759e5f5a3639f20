#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Opens the node $NODE to new pods again."
way_back='To close it again: ./run.sh'

# The context is named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_our_cordon
  prove_node_right
}

# <shared: uncordon>

# <shared: node>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
