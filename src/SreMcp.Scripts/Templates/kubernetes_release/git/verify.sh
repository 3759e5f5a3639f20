#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the image is in place with a digest and every pod has it

# <inputs>

set -Eeuo pipefail

purpose="Checks that $CONTAINER of $KIND $NAME runs $IMAGE with a digest, and is healthy."

# The cluster and the object are the ones that were reviewed.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
}

# The digest comes from the push, so only its form is known here.
verify() {
  local digest='none'
  read_image
  [[ ! $live_image =~ @sha256:[0-9a-f]{64}$ ]] || digest='there'
  compare 'image' "$IMAGE" "${live_image%@*}"
  compare 'digest' 'there' "$digest"
  verify_replicas
  conclude
}

# <shared: image>

# <shared: kubernetes>

# <shared: contract>

contract_check "$@"
