#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Puts back the certificate that $SECRET of $NAMESPACE had before."
way_back='To rotate it again: ./run.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("secrets/$SECRET")
paths=("/api/v1/namespaces/$NAMESPACE/secrets/$SECRET")

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_backup
  prove_no_controller
  prove_unowned
  prove_right update "${objects[0]}"
  show_live_certificate
}

# What run.sh put there, by its sum: the files may be gone by now. save_objects asks it for each object, and there is one.
is_intended() {
  [[ -e $here/backups/made.sum && $(live_pair | sum_of_text) == "$(<"$here/backups/made.sum")" ]]
}

# <shared: restore>

# <shared: tls>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
