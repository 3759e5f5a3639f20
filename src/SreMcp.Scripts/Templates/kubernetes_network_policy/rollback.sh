#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Takes back the policy $NAME of $NAMESPACE."
way_back='To set it again: ./run.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("networkpolicies.networking.k8s.io/$NAME")
paths=("/apis/networking.k8s.io/v1/namespaces/$NAMESPACE/networkpolicies/$NAME")
manifests=(manifest.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_backup
  prove_unowned
  prove_right delete "${objects[0]}"
  prove_right update "${objects[0]}"
}

# <shared: restore>

# <shared: verify-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
