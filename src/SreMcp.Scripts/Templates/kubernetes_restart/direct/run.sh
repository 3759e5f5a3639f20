#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        takes the annotations off again
#
# By hand it is two commands:
#   kubectl rollout restart deployment/NAME
#   kubectl rollout status deployment/NAME
# The first one writes the time into an annotation of the pod template; a changed template
# replaces the pods. This script writes the same annotation, and beside it a mark by which a
# second run knows that the restart was done.

# <inputs>

set -Eeuo pipefail

purpose="Restarts $KIND $NAME: every pod is replaced, a few at a time."
way_back='A restart that hangs is taken back with: ./rollback.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_right patch "$resource"
  show_neighbours
}

# Our mark says that it is done; without it, only the revision that was reviewed is restarted.
read_state() {
  read_revisions
  read_mark
  if [[ $mark == "$our_mark" ]]; then
    state='after'
  elif carries "$LIVE_REVISION"; then
    state='before'
  else
    state="revision $live_number ($live_name) is live, or its template was edited"
  fi
}

# The patch names the UID: should the workload be made anew this very second, the server refuses it.
restarted_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
patch=$(printf '{"metadata":{"uid":"%s"},"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"%s","sre-mcp/restart":"%s"}}}}}' \
  "$WORKLOAD_UID" "$restarted_at" "${DIGEST:0:12}")

# A restart changes no version: the reader should see how many pods it touches, and how carefully.
describe() {
  say "restart    $resource, revision $live_number ($live_name), $wanted pods (it had $REPLICAS when this was made)"
  say "images     $(revision_images "$live_name")"
  if ((available < wanted)); then
    say "note       only $available of $wanted are available now; a restart may not be what helps"
  fi
}

# Admission, quotas and rights are asked for real; only the storing is left out.
rehearse() {
  ask "${kube[@]}" patch "$resource" --patch="$patch" --dry-run=server
}

# By hand: kubectl rollout restart deployment/NAME
apply() {
  run "${kube[@]}" patch "$resource" --patch="$patch"
}

# The mark is there, a new revision is live, and every replica has it.
verify() {
  read_revisions
  read_mark
  compare 'mark of this restart' "$our_mark" "$mark"
  verify_replicas
  conclude
}

# <shared: restart-mark>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
