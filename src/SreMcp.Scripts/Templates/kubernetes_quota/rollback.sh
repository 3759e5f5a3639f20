#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# Containers that started meanwhile keep the defaults that they got.

# <inputs>

set -Eeuo pipefail

purpose="Takes back the quota $NAME of $NAMESPACE."
way_back='To set it again: ./run.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("limitranges/$NAME" "resourcequotas/$NAME")
paths=("/api/v1/namespaces/$NAMESPACE/limitranges/$NAME" "/api/v1/namespaces/$NAMESPACE/resourcequotas/$NAME")
manifests=(limit-range.yaml quota.yaml)

# Everything that must be true before anything is touched.
preflight() {
  local object
  prove_cluster
  prove_files
  prove_backup
  prove_unowned
  for object in "${objects[@]}"; do
    prove_right delete "$object"
    prove_right update "$object"
  done
}

# <shared: status-restore>

# <shared: verify-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
