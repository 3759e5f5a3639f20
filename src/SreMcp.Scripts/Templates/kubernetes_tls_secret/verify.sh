#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the secret holds the files

# <inputs>

set -Eeuo pipefail

purpose="Checks that the TLS secret $SECRET of $NAMESPACE holds the certificate and key of the files."

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("secrets/$SECRET")

# The cluster is the one that was reviewed, and the files are here.
preflight() {
  prove_cluster
  prove_files_readable
}

# The secret holds what the files hold.
verify() {
  local found='the files'
  is_intended || found='something else'
  compare 'the secret holds' 'the files' "$found"
  show_live_certificate
  conclude
}

# <shared: tls-files>

# <shared: tls>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
