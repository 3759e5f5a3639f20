#!/usr/bin/env bash
# record.sh: records the incident of `sre-mcp tour` and `serve --recorded` anew, from the answers of real API servers.
# Starts a control plane for each of the three clusters (tests/cluster), seeds it from the manifests beside this script,
# and writes src/SreMcp.Sources/Kubernetes/Recorded/Recordings/*.json. Takes about two minutes.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
tests/cluster/build.sh
dotnet run --configuration Release --project tests/SreMcp.Benchmarks -- record
