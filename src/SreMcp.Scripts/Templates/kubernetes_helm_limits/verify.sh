#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when files and releases have the limits and everything is healthy

# <inputs>

set -Eeuo pipefail

purpose="Checks ${#LIMITS_KEY[@]} limits in values files under $REPOSITORY, and their releases."

# The cluster is the one that was reviewed.
preflight() {
  prove_cluster
  prove_folder
  list_releases
}

# File, release and pods say the same.
verify() {
  verify_releases
  conclude
}

# <shared: verify-releases>

# <shared: releases>

# <shared: cluster>

# <shared: contract>

contract_check "$@"
