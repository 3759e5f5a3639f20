#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the policy is as the file says

# <inputs>

set -Eeuo pipefail

purpose="Checks the policy $NAME of $NAMESPACE."

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("networkpolicies.networking.k8s.io/$NAME")
manifests=(manifest.yaml)

# The cluster and the files are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_files
}

# The policy is on the server as the file says.
verify() {
  verify_manifests
  conclude
}

# <shared: verify-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_check "$@"
