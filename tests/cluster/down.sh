#!/usr/bin/env bash
# down.sh NAME: stops the control plane that up.sh started under this name and deletes its data. Nothing to stop is fine.
set -Eeuo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

folder="$(cluster_folder "${1:-}")"
[[ -d "$folder" ]] || exit 0
stop_servers "$(readlink -f "$folder")"
rm -rf "$folder"
