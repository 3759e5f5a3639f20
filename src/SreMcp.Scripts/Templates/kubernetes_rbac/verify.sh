#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when everything is as the files say

# <inputs>

set -Eeuo pipefail

purpose="Checks the rights of the service account $NAME in $NAMESPACE."

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("serviceaccounts/$NAME" "roles.rbac.authorization.k8s.io/$NAME" "rolebindings.rbac.authorization.k8s.io/$NAME")
manifests=(service-account.yaml role.yaml role-binding.yaml)

# The cluster and the files are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_files
}

# Everything is on the server as the files say.
verify() {
  verify_manifests
  conclude
}

# <shared: verify-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_check "$@"
