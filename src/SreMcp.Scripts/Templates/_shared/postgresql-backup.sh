# --- A backup of this bundle: while it is made, and when it is proven ---------------

# A folder with the final name is a backup that was restored and compared; until then it has another name.
archive="$FOLDER/$BACKUP"
partial="$archive.partial"

# The scratch database: on the same server, unless another one is named.
made=$SCRATCH_DATABASE
desk=("${server[@]}")
made_server=(--host="${SCRATCH_HOST:-$HOST}" --port="${SCRATCH_PORT:-$PORT}" --username="${SCRATCH_LOGIN:-$LOGIN}" --no-password)
if [[ -n $SCRATCH_HOST ]]; then
  desk=("${made_server[@]}" --dbname="$(database_of postgres)")
fi
made_server+=(--dbname="$(database_of "$made")")

# Another server than the named one must not get the data.
prove_scratch_server() {
  local number
  [[ -n $SCRATCH_HOST ]] || return 0
  number=$(ask psql "${desk[@]}" "${session[@]}" --command='start transaction read only' --command='select system_identifier from pg_control_system()' --command='rollback') ||
    fail "No answer from the database postgres at $SCRATCH_HOST as ${SCRATCH_LOGIN:-$LOGIN}; the line above says why."
  if [[ -n $SCRATCH_SERVER_ID ]]; then
    [[ $number == "$SCRATCH_SERVER_ID" ]] || fail "Wrong server for the scratch database: its system identifier is $number, the bundle was made for $SCRATCH_SERVER_ID."
  elif is_closed; then
    fail "The bundle does not say which server $SCRATCH_HOST is. This one is $number." 'If that is the right one, generate the bundle again with it as scratch-server-id.'
  fi
  say "scratch    $made at $SCRATCH_HOST, server $number"
}

# What is on the disk and on the server, when something of it is not of this bundle.
foreign_state() {
  local path
  for path in "$archive" "$partial"; do
    if [[ -e $path || -L $path ]] && ! is_of_this_bundle "$path"; then
      printf '%s is there, and this bundle did not make it' "$path"
      return
    fi
  done
  if [[ $(made_state) == 'foreign' ]]; then
    printf 'the database %s is there, and this bundle did not make it' "$made"
  fi
}
