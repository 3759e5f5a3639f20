# --- A backup in a folder: manifest.txt, contents.jsonl, the dumps, SHA256SUMS -----

# What manifest.txt says about a word; a word may come more than once.
manifest_values() {
  sed -n "s/^$2: //p" "$1/manifest.txt" 2>/dev/null || true
}

# The one value of a word. In a dry run of a backup there is no manifest yet.
manifest_value() {
  manifest_values "$1" "$2" | sed -n '1p'
}

# A folder of this bundle says so in its manifest; one that is empty was broken off before it could.
is_of_this_bundle() {
  [[ -d $1 && ! -L $1 ]] || return 1
  [[ $(manifest_value "$1" bundle) == "$DIGEST" || -z $(ls -A -- "$1") ]]
}

# The files of a backup, each relative to its folder, in one order everywhere.
files_of() {
  (cd -- "$1" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort)
}

# By hand: cd $FOLDER/$BACKUP && sha256sum --check SHA256SUMS && pg_restore --list database.dump
# Every file is what was written, none came in since, and pg_restore can read the list of each dump.
prove_archive() {
  local line sum name dump count=0
  [[ -r $1/SHA256SUMS && -r $1/manifest.txt && -r $1/contents.jsonl ]] || fail "$1 is not a whole backup: its manifest.txt, contents.jsonl or SHA256SUMS cannot be read."
  while IFS= read -r line; do
    sum=${line%%  *} name=${line#*  }
    [[ $(sum_of "$1/$name") == "$sum" ]] || fail "$1/$name is damaged: its checksum is not the one of SHA256SUMS."
    count=$((count + 1))
  done <"$1/SHA256SUMS"
  [[ $(files_of "$1") == "$(sed 's/^[0-9a-f]*  //' "$1/SHA256SUMS")" ]] || fail "$1 has files that SHA256SUMS does not name."
  for dump in "$1"/*.dump; do
    ask pg_restore --list "$dump" >/dev/null || fail "pg_restore cannot read $dump."
  done
  say "backup     $1: $count files are what was written, made from $(manifest_value "$1" database) on server $(manifest_value "$1" server), $(manifest_value "$1" time)"
}

# pg_dump and pg_restore read servers of their own version and older ones.
prove_clients() {
  local client version
  client=$(ask pg_dump --version) || fail 'pg_dump is not installed (Debian: postgresql-client).'
  client=$(sed -E 's/.* ([0-9]+)([.a-z ].*)?$/\1/' <<<"$client")
  version=$(query "select current_setting('server_version_num')::int / 10000")
  ((client >= version)) || fail "pg_dump is of version $client, the server of $version. Install a client that is at least as new."
}

# A path that means the same wherever the script is started, and nothing that begins with a dash.
prove_folder() {
  [[ $FOLDER == /* ]] || fail "The folder is a path from the root, such as /var/backups: $FOLDER is not."
  [[ -d $FOLDER ]] || fail "There is no folder $FOLDER on this machine."
}
