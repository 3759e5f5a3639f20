# --- Certificate and key: in the files and in the secret ---------------------------

# What the secret holds, in base64 as Kubernetes keeps it. It goes into variables and pipes, never to the screen.
live_pair() {
  ask "${kube[@]}" get "${objects[0]}" --output=jsonpath='{.data.tls\.crt}{"\n"}{.data.tls\.key}'
}

# A sum tells whether it is the same, and nothing else about it.
sum_of_text() {
  local text
  if command -v sha256sum >/dev/null; then
    text=$(sha256sum)
  else
    text=$(shasum -a 256)
  fi
  printf '%s' "${text%% *}"
}

# By hand: kubectl get secret $SECRET -o jsonpath='{.data.tls\.crt}' | base64 -d | openssl x509 -noout -subject -enddate -fingerprint
# What others see of the certificate that is served now. The key stays where it is.
show_live_certificate() {
  local text
  text=$(ask "${kube[@]}" get "${objects[0]}" --output=jsonpath='{.data.tls\.crt}' | openssl base64 -d -A | openssl x509 -noout -subject -enddate -fingerprint -sha256 2>/dev/null) || text='no readable certificate'
  say "live       ${text//$'\n'/, }"
}

# By hand: kubectl get secret $SECRET -o jsonpath='{.type} {.metadata.annotations}'
# cert-manager and other controllers write their secrets anew: there the certificate is changed, not the secret.
prove_no_controller() {
  local kind keeper
  kind=$(ask "${kube[@]}" get "${objects[0]}" --output=jsonpath='{.type}') || fail "There is no secret $SECRET in $NAMESPACE, or you may not read it." 'This rotates a secret that is there. A new one: kubectl create secret tls'
  [[ $kind == 'kubernetes.io/tls' ]] || fail "$SECRET is a secret of type $kind, not kubernetes.io/tls."
  keeper=$(ask "${kube[@]}" get "${objects[0]}" --output=jsonpath='{.metadata.annotations.cert-manager\.io/certificate-name}{.metadata.ownerReferences[0].kind}{.metadata.labels.reconcile\.external-secrets\.io/created-by}')
  [[ -z $keeper ]] || fail "$SECRET is kept by a controller ($keeper), which would write it anew." 'Renew it there; with cert-manager: cmctl renew'
}
