#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking
#
# It puts back what run.sh saved in the folder backups, as it was; the files with the new key are not needed.

# <inputs>

set -Eeuo pipefail

purpose="Puts back the certificate that $SECRET of $NAMESPACE had before."
way_back='To rotate it again: ./run.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("secrets/$SECRET")
paths=("/api/v1/namespaces/$NAMESPACE/secrets/$SECRET")

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_backup
  prove_no_controller
  prove_unowned
  prove_right update "${objects[0]}"
  show_live_certificate
  show_former_certificate
}

# By hand: kubectl create --dry-run=client -f backups/before-0.json -o jsonpath='{.data.tls\.crt}' | base64 -d | openssl x509 -noout -dates
# A certificate that has ended meanwhile helps nobody, but going back to it may still be what is asked for.
show_former_certificate() {
  local former text
  former=$(sed -nE 's/.*"tls\.crt":"([^"]*)".*/\1/p' "$here/backups/before-0.json" | openssl base64 -d -A) || former=''
  text=$(printf '%s' "$former" | openssl x509 -noout -subject -enddate -fingerprint -sha256 2>/dev/null) || text='no readable certificate'
  say "former     ${text//$'\n'/, }"
  printf '%s' "$former" | openssl x509 -noout -checkend 0 >/dev/null 2>&1 || say 'note       the former certificate is no longer valid: clients will refuse it'
}

# What run.sh put there, by its sum: the files may be gone by now. save_objects asks it for each object, and there is one.
is_intended() {
  [[ -e $here/backups/made.sum && $(live_pair | sum_of_text) == "$(<"$here/backups/made.sum")" ]]
}

# <shared: restore>

# <shared: tls>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
