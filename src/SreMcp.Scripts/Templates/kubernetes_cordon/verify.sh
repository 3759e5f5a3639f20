#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the node is closed

# <inputs>

set -Eeuo pipefail

purpose="Checks that the node $NODE takes no new pods."

# The context is named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)

# The cluster is the one that was reviewed.
preflight() {
  prove_cluster
  read_node
}

# The server says that the scheduler leaves it alone.
verify() {
  read_node
  compare 'closed to new pods' 'yes' "$([[ $is_closed_node == 'true' ]] && printf 'yes' || printf 'no')"
  conclude
}

# <shared: node>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
