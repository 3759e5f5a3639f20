#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Rotates the TLS secret $SECRET of $NAMESPACE."
way_back='To put back the certificate from before: ./rollback.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("secrets/$SECRET")
paths=("/api/v1/namespaces/$NAMESPACE/secrets/$SECRET")

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_pair
  prove_names
  prove_no_controller
  prove_unowned
  prove_right patch "${objects[0]}"
  show_users
}

# By hand: openssl x509 -in $CERTIFICATE -noout -subject -issuer -enddate -ext subjectAltName
# A key that does not belong to the certificate stops every server that loads it, so both public keys are compared.
prove_pair() {
  local ours theirs
  command -v openssl >/dev/null || fail 'openssl is not installed.'
  [[ -r $CERTIFICATE && -r $KEY ]] || fail "$CERTIFICATE or $KEY cannot be read." 'Run this where the files are, as somebody who may read them.'
  ours=$(openssl x509 -in "$CERTIFICATE" -noout -pubkey 2>/dev/null) || fail "$CERTIFICATE holds no certificate in PEM."
  theirs=$(openssl pkey -in "$KEY" -pubout -passin pass: 2>/dev/null) || fail "$KEY holds no private key in PEM, or it has a passphrase, which a server could not give."
  [[ $ours == "$theirs" ]] || fail 'The key does not belong to the certificate.' 'When the file holds a chain: the certificate of the server comes first.'
  openssl x509 -in "$CERTIFICATE" -noout -checkend "$MINIMUM" >/dev/null || fail "The certificate ends within $((MINIMUM / 86400)) days: $(openssl x509 -in "$CERTIFICATE" -noout -enddate)."
  openssl verify -partial_chain -trusted "$CERTIFICATE" "$CERTIFICATE" >/dev/null 2>&1 || fail 'The certificate is not valid now; see its dates:' "$(openssl x509 -in "$CERTIFICATE" -noout -dates | tr '\n' ' ')"
  say 'files      certificate and key belong together and are valid'
}

# By hand: openssl x509 -in $CERTIFICATE -noout -checkhost NAME
# Browsers look at the subject alternative names only, as openssl does here when there are any.
prove_names() {
  local host verdict
  for host in "${HOSTS[@]}"; do
    if [[ $host =~ ^[0-9.]+$ || $host == *:* ]]; then
      verdict=$(openssl x509 -in "$CERTIFICATE" -noout -checkip "$host" 2>/dev/null) || true
    else
      verdict=$(openssl x509 -in "$CERTIFICATE" -noout -checkhost "$host" 2>/dev/null) || true
    fi
    [[ $verdict == *'does match'* ]] || fail "The certificate is not valid for $host." "It names: $(openssl x509 -in "$CERTIFICATE" -noout -ext subjectAltName 2>/dev/null | tail -n +2 | tr -d '\n')"
  done
  say "names      ${HOSTS[*]}"
}

# By hand: kubectl get pods,ingresses -o yaml, and look for the name of the secret
# A process that read the old files keeps them until it reads again: know who that is.
show_users() {
  local pods
  pods=$(ask "${kube[@]}" get pods --output=jsonpath='{range .items[*]}{.metadata.name}{" "}{.spec.volumes[*].secret.secretName}{"\n"}{end}' 2>/dev/null) || pods=''
  pods=$(awk -v secret="$SECRET" '{ for (i = 2; i <= NF; i++) if ($i == secret) print $1 }' <<<"$pods" | tr '\n' ' ')
  [[ -z $pods ]] || say "mounted    $pods: the kubelet brings the new files within minutes; whether the process reads them again is its own affair"
}

# Before is whatever is there now; who writes to it while a person is asked makes it a third state.
read_state() {
  local earlier="${versions[*]}"
  read_versions
  state='before'
  if [[ -n $earlier && $earlier != "${versions[*]}" ]]; then
    state='somebody wrote to it a moment ago'
  elif is_intended; then
    state='after'
  fi
}

# What the files hold, in the form that the secret has. openssl makes one line of it on every system.
file_pair() {
  printf '%s\n%s' "$(openssl base64 -A -in "$CERTIFICATE")" "$(openssl base64 -A -in "$KEY")"
}

# By sum, so that nothing of the key is ever printed or compared in the open.
is_intended() {
  [[ $(live_pair | sum_of_text) == "$(file_pair | sum_of_text)" ]]
}

# Old and new side by side, without the keys.
describe() {
  local text
  show_live_certificate
  text=$(openssl x509 -in "$CERTIFICATE" -noout -subject -enddate -fingerprint -sha256)
  say "new        ${text//$'\n'/, }"
}

# The change as JSON. It names the version that was looked at: the server refuses it should somebody write in between.
new_data() {
  printf '{"metadata":{"resourceVersion":"%s"},"data":{"tls.crt":"%s","tls.key":"%s"}}' "${versions[0]}" "$(openssl base64 -A -in "$CERTIFICATE")" "$(openssl base64 -A -in "$KEY")"
}

# By hand: kubectl create secret tls $SECRET --cert=$CERTIFICATE --key=$KEY --dry-run=server
# The same patch as below; the server judges it and stores nothing. A pipe carries it, so no file and no process list shows the key.
rehearse() {
  ask "${kube[@]}" patch "${objects[0]}" --type=merge --patch-file=/dev/stdin --dry-run=server < <(new_data)
}

# By hand: (umask 077 && kubectl get secret $SECRET -o yaml >before.yaml)
# It holds the old key: only you can read it, .gitignore names the folder, and it is deleted once the new one has proved itself.
backup() {
  if [[ $mode == 'dry-run' ]]; then
    say "would save ${objects[0]} to $here/backups/"
    return 0
  fi
  save_objects before
  (umask 077 && file_pair | sum_of_text >"$here/backups/made.sum")
  say 'note       that folder holds the old key: delete it when you no longer need the way back'
}

# By hand: kubectl create secret tls $SECRET --cert=$CERTIFICATE --key=$KEY --dry-run=client -o yaml | kubectl replace -f -
# Never with apply: it would keep a second copy of the key in an annotation.
apply() {
  run "${kube[@]}" patch "${objects[0]}" --type=merge --patch-file=/dev/stdin < <(new_data)
}

# Stored is done for the server; who mounts the secret follows.
settle() {
  say 'Stored. Ingress controllers take it up at once, mounted files within minutes.'
}

# The secret holds what the files hold. Whether it is served, only a client can tell.
verify() {
  local found='the files'
  is_intended || found='something else'
  compare 'the secret holds' 'the files' "$found"
  say "By hand: openssl s_client -connect ${HOSTS[0]}:443 -servername ${HOSTS[0]} </dev/null | openssl x509 -noout -enddate"
  conclude
}

# <shared: tls>

# <shared: objects>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
