# shellcheck shell=bash
# Shared by up.sh and down.sh: where a named cluster lives and how its processes are recognised. Sourced, not run.

clusters="${TMPDIR:-/tmp}/sre-mcp-clusters.$(id -u)"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# A name becomes a folder that is deleted with everything in it, so it may not lead elsewhere.
cluster_folder() {
  [[ "${1:-}" =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$ ]] || die "a cluster's name is lower-case letters, digits and inner dashes, not '${1:-}'"
  printf '%s/%s' "$clusters" "$1"
}

# Process ids are used again: one counts as ours only while it runs in the cluster's own folder.
runs() {
  [[ -n "${1:-}" && "$(readlink "/proc/$1/cwd" 2>/dev/null)" == "$2" ]]
}

# Asks each server to end, waits up to five seconds for it, then insists. The database goes last.
stop_servers() {
  local folder="$1" server pid tries
  for server in kube-scheduler kube-controller-manager kube-apiserver etcd; do
    pid="$(cat "$folder/$server.pid" 2>/dev/null || true)"
    runs "$pid" "$folder" || continue
    kill "$pid" 2>/dev/null || true
    for ((tries = 0; tries < 50; tries++)); do
      runs "$pid" "$folder" || break
      sleep 0.1
    done
    if runs "$pid" "$folder"; then
      kill -KILL "$pid" 2>/dev/null || true
    fi
  done
}
