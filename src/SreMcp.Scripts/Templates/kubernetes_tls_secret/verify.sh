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
  [[ -r $CERTIFICATE && -r $KEY ]] || fail "$CERTIFICATE or $KEY cannot be read." 'Run this where the files are, as somebody who may read them.'
}

# What the files hold, in the form that the secret has. openssl makes one line of it on every system.
file_pair() {
  printf '%s\n%s' "$(openssl base64 -A -in "$CERTIFICATE")" "$(openssl base64 -A -in "$KEY")"
}

# By sum, so that nothing of the key is ever printed or compared in the open.
is_intended() {
  [[ $(live_pair | sum_of_text) == "$(file_pair | sum_of_text)" ]]
}

# The secret holds what the files hold.
verify() {
  local found='the files'
  show_live_certificate
  is_intended || found='something else'
  compare 'the secret holds' 'the files' "$found"
  conclude
}

# <shared: tls>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
