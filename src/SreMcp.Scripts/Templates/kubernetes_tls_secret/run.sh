#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        puts back the certificate and key from before
#
# By hand it is: look whether certificate and key fit together, keep the old secret, replace it.
#   openssl x509 -in fullchain.pem -noout -subject -issuer -dates -ext subjectAltName
#   kubectl create secret tls NAME --cert=fullchain.pem --key=key.pem --dry-run=client -o yaml | kubectl replace -f -
# This script adds: is it the right cluster, does the key belong to the certificate, are dates, names
# and chain right for those who use the secret, and a way back. It reads the files where it runs:
# the key is not part of this bundle, is never shown, and no command line carries it.

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
  prove_files_readable
  prove_pair
  prove_dates
  prove_chain
  prove_names
  prove_no_controller
  prove_unowned
  prove_right patch "${objects[0]}"
  show_users
}

# By hand: openssl x509 -in $CERTIFICATE -noout -pubkey; openssl pkey -in $KEY -pubout
# A key that does not belong to the certificate stops every server that loads it, so both public keys are compared.
prove_pair() {
  local ours theirs
  command -v openssl >/dev/null || fail 'openssl is not installed.'
  ours=$(openssl x509 -in "$CERTIFICATE" -noout -pubkey 2>/dev/null) || fail "$CERTIFICATE holds no certificate in PEM."
  theirs=$(openssl pkey -in "$KEY" -pubout -passin pass: 2>/dev/null) || fail "$KEY holds no private key in PEM, or it has a passphrase, which a server could not give."
  [[ $ours == "$theirs" ]] || fail 'The key does not belong to the certificate.' 'When the file holds a chain: the certificate of the server comes first.'
  say 'pair       the key belongs to the certificate'
  [[ -z $(find -L "$KEY" -maxdepth 0 -perm -004 2>/dev/null) ]] || say "note       everybody on this machine may read $KEY: chmod 600, and think about whether it is still a secret"
}

# By hand: openssl x509 -in $CERTIFICATE -noout -dates -checkend $MINIMUM
# One that is not valid yet is refused by every client, one that ends soon needs the next change at once.
prove_dates() {
  local dates
  dates=$(openssl x509 -in "$CERTIFICATE" -noout -dates | tr '\n' ' ')
  openssl x509 -in "$CERTIFICATE" -noout -checkend "$MINIMUM" >/dev/null || fail "The certificate ends within $((MINIMUM / 86400)) days: $dates"
  openssl verify -partial_chain -trusted "$CERTIFICATE" "$CERTIFICATE" >/dev/null 2>&1 || fail "The certificate is not valid now: $dates" 'Look at the clock of this machine, too.'
  say "dates      $dates"
}

# By hand: openssl crl2pkcs7 -nocrl -certfile $CERTIFICATE | openssl pkcs7 -print_certs -noout
# Each certificate must be signed by the next one of the file: browsers often find a missing link themselves, other clients never do.
prove_chain() {
  local block='' line previous='' count=0
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line != *'-----BEGIN '*'PRIVATE KEY-----'* ]] || fail "$CERTIFICATE holds a private key, too." 'Everything in that file is sent to every client: take the key out of it.'
    [[ $line != '-----BEGIN CERTIFICATE-----'* ]] || block=''
    block+=$line$'\n'
    [[ $line == '-----END CERTIFICATE-----'* ]] || continue
    count=$((count + 1))
    if ((count > 1)); then
      openssl verify -partial_chain -trusted <(printf '%s' "$block") <(printf '%s' "$previous") >/dev/null 2>&1 ||
        fail "Certificate $((count - 1)) of the file is not signed by certificate $count, or one of the two is not valid now." "The order is: the server's own, then who signed it, and so on: $(subject_of "$previous"), $(subject_of "$block")"
    fi
    previous=$block
  done <"$CERTIFICATE"
  say "chain      $count certificate(s), the last one signed by $(printf '%s' "$previous" | openssl x509 -noout -issuer)"
  if ((count == 1)) && ! openssl verify -trusted "$CERTIFICATE" "$CERTIFICATE" >/dev/null 2>&1; then
    say 'note       the file holds no intermediate certificate: clients that do not know who signed it refuse it'
  fi
}

# Whose certificate a text in PEM is.
subject_of() {
  printf '%s' "$1" | openssl x509 -noout -subject 2>/dev/null || printf 'unreadable'
}

# By hand: openssl x509 -in $CERTIFICATE -noout -checkhost NAME
# Browsers look at the subject alternative names only, as openssl does here when there are any.
prove_names() {
  local host
  for host in "${HOSTS[@]}"; do
    openssl x509 -in "$CERTIFICATE" 2>/dev/null | is_valid_for "$host" ||
      fail "The certificate is not valid for $host." "It names: $(openssl x509 -in "$CERTIFICATE" -noout -ext subjectAltName 2>/dev/null | tail -n +2 | tr -d '\n')"
  done
  say "names      ${HOSTS[*]}"
}

# Whether the certificate on standard input is valid for a name or address. openssl says it in words, not with its exit code.
is_valid_for() {
  local verdict check='-checkhost'
  if [[ $1 =~ ^[0-9.]+$ || $1 == *:* ]]; then
    check='-checkip'
  fi
  verdict=$(openssl x509 -noout "$check" "$1" 2>/dev/null) || true
  [[ $verdict == *'does match'* ]]
}

# Who has to notice the change, and who would suffer from it.
show_users() {
  show_pods
  show_ingresses
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods -o yaml, and look for the name of the secret
# A process that read the old files keeps them until it reads again: know who that is.
show_pods() {
  local pods
  pods=$(ask "${kube[@]}" get pods --output=jsonpath='{range .items[*]}{.metadata.name}{" "}{.spec.volumes[*].secret.secretName}{" "}{.spec.volumes[*].projected.sources[*].secret.name}{"\n"}{end}' 2>/dev/null) || say 'note       you may not list pods, so nobody knows who mounts it'
  pods=$(awk -v secret="$SECRET" '{ for (i = 2; i <= NF; i++) if ($i == secret) { print $1; break } }' <<<"${pods:-}" | tr '\n' ' ')
  [[ -z $pods ]] || say "mounted    $pods: the kubelet brings the new files within minutes; whether the process reads them again is its own affair"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get ingresses -o yaml, and look at spec.tls
# A name that is served with this secret and is not in the new certificate would break at once.
show_ingresses() {
  local lines name hosts host former users=''
  lines=$(ask "${kube[@]}" get ingresses.networking.k8s.io --output=jsonpath='{range .items[*]}{"\n"}{.metadata.name}{range .spec.tls[*]}{" "}{.secretName}={.hosts[*]}{";"}{end}{end}' 2>/dev/null) || {
    say 'note       you may not list Ingresses, so nobody knows which of them serve it'
    return 0
  }
  former=$(ask "${kube[@]}" get "${objects[0]}" --output=jsonpath='{.data.tls\.crt}' | openssl base64 -d -A)
  while read -r name hosts; do
    hosts=";${hosts//; /;}"
    [[ $hosts == *";$SECRET="* ]] || continue
    users+="$name "
    hosts=${hosts#*";$SECRET="}
    for host in ${hosts%%;*}; do
      prove_served "$name" "${host/#\*./any.}" "$former"
    done
  done <<<"$lines"
  [[ -z $users ]] || say "Ingresses  $users: their controller serves the new certificate within seconds"
}

# What the former certificate was good for, the new one has to be good for.
prove_served() {
  openssl x509 -in "$CERTIFICATE" 2>/dev/null | is_valid_for "$2" && return 0
  printf '%s' "$3" | is_valid_for "$2" && fail "The Ingress $1 serves $2 with this secret: the certificate of today is valid for it, the new one is not." 'Get a certificate with that name, too, or change the Ingress first.'
  say "note       the Ingress $1 serves $2 with this secret, and neither the certificate of today nor the new one is valid for it"
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
  show_live_certificate
  say "By hand: openssl s_client -connect ${HOSTS[0]}:443 -servername ${HOSTS[0]} </dev/null | openssl x509 -noout -enddate"
  conclude
}

# <shared: tls-files>

# <shared: tls>

# <shared: objects>

# <shared: cluster>

# <shared: contract>

contract_main "$@"
