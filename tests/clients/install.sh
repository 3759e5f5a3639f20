#!/usr/bin/env bash
# Installs the clients that tests start, in the versions of package-lock.json, into a cache outside the checkout, once.
# Prints the folder that holds their node_modules.
set -Eeuo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
key="$(sha256sum "$here/package-lock.json" "$here/.npmrc" | sha256sum | cut -c 1-12)"
clients="${XDG_CACHE_HOME:-$HOME/.cache}/sre-mcp/clients"
folder="$clients/$key"

if [[ ! -e "$folder/complete" ]]; then
  command -v npm >/dev/null || { echo 'npm is missing (Debian packages nodejs and npm)' >&2; exit 1; }
  mkdir -p "$clients"
  scratch="$(mktemp -d "$clients/new.XXXXXX")"
  trap 'rm -rf "$scratch"' EXIT
  cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$scratch/"
  (cd "$scratch" && npm ci --no-progress --loglevel error) >&2
  touch "$scratch/complete"
  # Another run may have been first; then its folder serves as well.
  mv -T "$scratch" "$folder" 2>/dev/null || [[ -e "$folder/complete" ]]
fi
printf '%s\n' "$folder"
