#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the node is empty

# <inputs>

set -Eeuo pipefail

purpose="Checks that the node $NODE is empty."

# The context is named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)

# The cluster is the one that was reviewed.
preflight() {
  prove_cluster
  read_node
}

# The node is closed, and nothing is left that should have moved.
verify() {
  read_node
  read_pods
  compare 'closed to new pods' 'yes' "$([[ $is_closed_node == 'true' ]] && printf 'yes' || printf 'no')"
  compare 'pods left to move' '0' "${#moving[@]}"
  conclude
}

# <shared: drain>

# <shared: node>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
