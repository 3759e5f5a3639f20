#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when quota and defaults are as the files say and the use is within them

# <inputs>

set -Eeuo pipefail

purpose="Checks the quota $NAME of $NAMESPACE."

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("limitranges/$NAME" "resourcequotas/$NAME")
manifests=(limit-range.yaml quota.yaml)

# The cluster and the files are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_files
}

# Both are on the server as the files say, and what is used is within the quota.
verify() {
  verify_manifests
  verify_count
  conclude
}

# <shared: quota>

# <shared: verify-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_check "$@"
