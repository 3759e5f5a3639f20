#!/usr/bin/env bash
# Builds everything and runs every test: tests/run.sh [arguments of the test runner, such as --filter-class '*Guard*']
#
# On a fresh machine with the .NET SDK it installs the Debian packages that tests use (as root; otherwise it says what is
# missing), builds a Kubernetes control plane and fetches the clients of tests/clients once, outside the checkout, and publishes
# what ships, because real clients start that. What is missing all the same shows as skipped.
# With arguments only tests that name Conformance have it published; name what is there already in SRE_MCP_PUBLISHED and SRE_MCP_NATIVE.
#
# CI=true           a skipped test is a failure, but for those that need another system or a GPU (their reason says so)
# SRE_MCP_CASES     folder with further cases that some tests read
# UPDATE_GOLDEN=1   writes the committed files that tests make, instead of comparing
#
# A few tests that fail in a whole run are run once more, alone. What passes then shares something with another test or is in a
# hurry: it is named as unsteady, to be mended, and does not fail the run.
#
# The last line is 'N passed, N failed'; the exit code is 0 only when everything passed.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# command:package or file:package, for what scripts of this repository, tests of generated scripts and tests against real servers call.
# Where services run, Debian starts what it installs: systemctl disable --now prometheus postgresql nginx docker-registry.
readonly needs=(buildah:buildah curl:curl docker-registry:docker-registry git:git jq:jq kubectl:kubernetes-client openssl:openssl patch:patch
  prometheus:prometheus ps:procps pyflakes3:pyflakes3 python3:python3 shellcheck:shellcheck skopeo:skopeo unzip:unzip xz:xz-utils zip:zip
  /usr/lib/python3/dist-packages/boto3:python3-boto3 /usr/lib/python3/dist-packages/yaml:python3-yaml /usr/lib/postgresql:postgresql
  /usr/sbin/nginx:nginx-light)
# for NativeAOT and for the clients
readonly more_needs=(gcc:gcc npm:npm)

install_needs() {
  local need packages=()
  for need in "$@"; do
    command -v "${need%%:*}" >/dev/null || [[ -e "${need%%:*}" ]] || packages+=("${need#*:}")
  done
  # The linker of NativeAOT wants this one, which is no command.
  [[ "$*" != *gcc* || -e /usr/include/zlib.h ]] || packages+=(zlib1g-dev)
  ((${#packages[@]} > 0)) || return 0
  if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
    say "installing ${packages[*]}"
    apt-get -qq update || say 'apt-get update failed; trying with the lists at hand'
    DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends --yes "${packages[@]}" >/dev/null && return 0
  fi
  say "missing: ${packages[*]} (Debian packages). Tests that need them are skipped."
}

# The runner's summary counts skipped tests without saying why; its reports do.
skips() {
  jq -r '.results.tests[] | select(.status == "skipped") | "\(.name): \(.extra.reason)"' "$reports"/*.ctrf
}

count_of() { sed -nE "s/^  $1: ([0-9]+).*/\1/p" "$log" | tail -n 1; }

# The tests of these reports that ended so: one line for each, 'Type.Method'.
ended() { jq -r --arg status "$1" '.results.tests[] | select(.status == $status) | "\(.extra.type).\(.extra.method)"' "${@:2}"; }

# run_tests FOLDER [arguments of the test runner]: runs them, with reports in FOLDER
run_tests() {
  dotnet test --solution Mcp.sln --configuration Release --no-build --results-directory "$1" --report-ctrf "${@:2}" 2>&1
}

# Whether these tests, and each of them, pass when they are run without the others.
pass_alone() {
  local method methods=()
  for method in "$@"; do
    methods+=(--filter-method "$method")
  done
  say "once more, alone: $*"
  run_tests "$scratch/alone" "${methods[@]}" --ignore-exit-code 8 || return 1
  # A filter that finds nothing fails nothing.
  diff <(printf '%s\n' "$@") <(ended passed "$scratch/alone"/*.ctrf | sort -u) >/dev/null || return 1
  say "unsteady: $*"
}

# What ships, the rehearsal of NativeAOT, and who starts them. What fails leaves its tests skipped, which CI counts as failed.
publish() {
  local platform
  platform="$(dotnet --info | sed -nE 's/^ *RID: *([a-z0-9-]+).*/\1/p' | head -n 1)"
  if [[ -n "${SRE_MCP_PUBLISHED:-}" ]] || packaging/build.sh --output artifacts/tests "$platform"; then
    export SRE_MCP_PUBLISHED="${SRE_MCP_PUBLISHED:-$PWD/artifacts/tests}"
  else
    say 'not published: tests that start what ships are skipped'
  fi
  if [[ -n "${SRE_MCP_NATIVE:-}" ]] || dotnet publish src/SreMcp --configuration Release --runtime "$platform" -p:ShipAs=native --output artifacts/native --nologo; then
    export SRE_MCP_NATIVE="${SRE_MCP_NATIVE:-$PWD/artifacts/native}"
  else
    say 'no NativeAOT build: its tests are skipped'
  fi
  if SRE_MCP_CLIENTS="$(tests/clients/install.sh)"; then
    export SRE_MCP_CLIENTS
  else
    say 'no clients: tests that start them are skipped'
  fi
}

command -v dotnet >/dev/null || { say 'dotnet is missing: install the .NET 10 SDK'; exit 1; }
install_needs "${needs[@]}"
tests/cluster/build.sh || say 'no control plane: tests that need one are skipped'

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
readonly reports="$scratch/reports" log="$scratch/log"

if (($# == 0)) || [[ "$*" == *Conformance* ]]; then
  install_needs "${more_needs[@]}"
  rm -rf artifacts/tests artifacts/native
  publish
fi

# With a filter, a project may have nothing to run (exit code 8).
(($# == 0)) || set -- "$@" --ignore-exit-code 8

dotnet build Mcp.sln --configuration Release --nologo
code=0
run_tests "$reports" "$@" | tee "$log" || code=$?

passed="$(count_of succeeded)" failed="$(count_of failed)"
# 2 says that tests failed. Every project left its report, and the reports name every failure: nothing broke down.
projects=(tests/*Tests) left=("$reports"/*.ctrf)
mapfile -t failing < <(ended failed "${left[@]}" | sort -u)
if ((code == 2 && $# == 0 && ${#left[@]} == ${#projects[@]} && ${#failing[@]} > 0 && ${#failing[@]} <= 5)) &&
  (($(ended failed "${left[@]}" | wc -l) == failed)) && pass_alone "${failing[@]}"; then
  passed=$((passed + failed)) failed=0 code=0
fi
if ! skipped="$(skips)"; then
  say 'the reports of the test runner could not be read'
  [[ "${CI:-}" != true ]] || code=1
fi
[[ -z "$skipped" ]] || say "skipped:"$'\n'"$skipped"
if [[ "${CI:-}" == true ]]; then
  unexpected="$(grep -cvE '^$|: (Other system|GPU):' <<<"$skipped" || true)"
  ((unexpected == 0)) || say "$unexpected of them need neither another system nor a GPU, and count as failed"
  failed=$((${failed:-0} + unexpected))
fi

# A runner that broke down may not have counted.
((code == 0 || ${failed:-0} > 0)) || failed=1
echo "${passed:-0} passed, ${failed:-0} failed"
((${passed:-0} > 0 && ${failed:-0} == 0))
