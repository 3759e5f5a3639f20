#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Takes back the rights of the service account $NAME in $NAMESPACE."
way_back='To set it again: ./run.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("serviceaccounts/$NAME" "roles.rbac.authorization.k8s.io/$NAME" "rolebindings.rbac.authorization.k8s.io/$NAME")
paths=(
  "/api/v1/namespaces/$NAMESPACE/serviceaccounts/$NAME"
  "/apis/rbac.authorization.k8s.io/v1/namespaces/$NAMESPACE/roles/$NAME"
  "/apis/rbac.authorization.k8s.io/v1/namespaces/$NAMESPACE/rolebindings/$NAME"
)
manifests=(service-account.yaml role.yaml role-binding.yaml)

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

# <shared: restore>

# <shared: verify-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
