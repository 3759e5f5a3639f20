#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when no probe is left in the namespace

# <inputs>

set -Eeuo pipefail

purpose="Checks that no probe is left in $NAMESPACE."

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)

# The cluster is the one that was reviewed.
preflight() {
  prove_cluster
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --selector=app.kubernetes.io/component=connectivity-probe
# What was probed is in the output of run.sh; what has to hold afterwards is that nothing of it is left.
verify() {
  compare 'probes left' '' "$(ask "${kube[@]}" get pods --field-selector=metadata.name=connectivity-probe --selector=app.kubernetes.io/component=connectivity-probe --output=name)"
  conclude
}

# <shared: cluster>

# <shared: contract>

contract_check "$@"
