# --- Certificate and key: the files on this machine --------------------------------

# The files are where the script runs, not in the bundle.
prove_files_readable() {
  [[ -r $CERTIFICATE && -r $KEY ]] || fail "$CERTIFICATE or $KEY cannot be read." 'Run this where the files are, as somebody who may read them.'
}

# What the files hold, in the form that the secret has. openssl makes one line of it on every system.
file_pair() {
  printf '%s\n%s' "$(openssl base64 -A -in "$CERTIFICATE")" "$(openssl base64 -A -in "$KEY")"
}

# By sum, so that nothing of the key is ever printed or compared in the open.
is_intended() {
  [[ $(live_pair | sum_of_text) == "$(file_pair | sum_of_text)" ]]
}
