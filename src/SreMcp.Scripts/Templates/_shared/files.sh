# --- The files beside this script ------------------------------------------------

# What is handed to a client must be what was reviewed: an edited file needs a review of its own.
prove_files() {
  local line sum name found
  for line in "${FILES[@]}"; do
    sum=${line%%  *} name=${line#*  }
    found=$(sum_of "$here/$name") || fail "$name cannot be read beside this script." 'Take the whole folder of the bundle, not the script alone.'
    [[ $found == "$sum" ]] || fail "$name is not what was generated." 'Generate a new bundle with what you need, or review the file and apply it by hand.'
  done
  say "files      ${#FILES[@]} beside this script are what was generated"
}

# SHA-256 in hexadecimal; Linux and macOS have different commands for it.
sum_of() {
  local text
  if command -v sha256sum >/dev/null; then
    text=$(sha256sum -- "$1") || return 1
  else
    text=$(shasum -a 256 -- "$1") || return 1
  fi
  printf '%s' "${text%% *}"
}
