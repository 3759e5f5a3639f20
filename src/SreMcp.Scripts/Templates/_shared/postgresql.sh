# --- PostgreSQL: every command names the server, the database and the login -------

# Nothing in the environment may lead these commands to another server or change their settings.
unset PGHOSTADDR PGSERVICE PGSERVICEFILE PGOPTIONS PGTARGETSESSIONATTRS

# psql reads a name with '=' as a list of settings, so the name of the database stands in quotes of its own.
# The password comes from ~/.pgpass, from the file that PGPASSFILE names, or is not needed (peer); never from here.
escaped=${DATABASE//\\/\\\\}
escaped=${escaped//\'/"\\'"}
server=(--host="$HOST" --port="$PORT" --username="$LOGIN" --no-password
  --dbname="dbname='$escaped' connect_timeout=10 application_name=sre-mcp client_encoding=UTF8")

# Nobody's .psqlrc, the first error ends it, no wait without an end; a name without a schema is one of public.
session=(--no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1
  --command="set lock_timeout = '${LOCK_TIMEOUT}s'" --command="set statement_timeout = '${STATEMENT_TIMEOUT}s'"
  --command='set search_path = public, pg_temp')

# One answer of the server, in a transaction that cannot write.
query() {
  ask psql "${server[@]}" "${session[@]}" --command='start transaction read only' --command="$1" --command='rollback'
}

# The same for a file of this bundle.
query_file() {
  ask psql "${server[@]}" "${session[@]}" --command='start transaction read only' --file="$here/$1" --command='rollback'
}

# The very file that is applied later, in a transaction that is rolled back: the server checks rights, names, types and locks.
rehearse_file() {
  local -a files=("${@/#/--file=$here/}")
  ask psql "${server[@]}" "${session[@]}" --command='start transaction' "${files[@]}" --command='rollback'
}

# All of the file or nothing of it.
apply_file() {
  run psql "${server[@]}" "${session[@]}" --single-transaction --file="$here/$1"
}

# Statement by statement, for what PostgreSQL does not do inside of a transaction.
apply_statements() {
  run psql "${server[@]}" "${session[@]}" --file="$here/$1"
}

# By hand: psql --host=$HOST --port=$PORT --username=$LOGIN --dbname=$DATABASE --command='select system_identifier from pg_control_system()'
# A host name can lead elsewhere tomorrow. What stays is the number that initdb gave the server.
prove_database() {
  local found version standby number
  command -v psql >/dev/null || fail 'psql is not installed (Debian: postgresql-client).'
  found=$(query 'select current_database()') ||
    fail "No answer from $DATABASE at $HOST, port $PORT, as $LOGIN; the line above says why." 'A password belongs into ~/.pgpass (chmod 600), or into the file that PGPASSFILE names.'
  [[ $found == "$DATABASE" ]] || fail "Wrong database: $HOST answers for $found, not for $DATABASE."
  version=$(query "select current_setting('server_version_num')")
  ((version >= 120000)) || fail "The server is PostgreSQL $version; this needs 12 or newer."
  standby=$(query 'select pg_is_in_recovery()')
  [[ $standby == 'f' ]] || fail "$HOST is a standby, which takes no changes. Name the primary."
  number=$(query 'select system_identifier from pg_control_system()' 2>/dev/null) || number=''
  if [[ -n $SERVER_ID ]]; then
    [[ $number == "$SERVER_ID" ]] ||
      fail "Wrong server: its system identifier is ${number:-not readable}, the bundle was made for $SERVER_ID." 'Look where the host name leads, or generate a new bundle.'
  elif is_closed; then
    fail "The bundle does not say which server it is for. This one is ${number:-not readable}." 'If that is the right one, generate the bundle again with it as server-id.'
  else
    say "note       the bundle names no server-id; this server is ${number:-not readable}"
  fi
  say "database   $DATABASE at $HOST, server ${number:-?}, PostgreSQL $version"
}

# By hand: select pid, state, now() - xact_start, query from pg_stat_activity order by xact_start
# A lock waits for them, and everybody else waits behind the lock.
show_sessions() {
  local old
  old=$(query "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - interval '1 minute'")
  [[ $old == '0' ]] || say "note       $old transactions are open for more than a minute; a lock would wait for them"
}

# What the catalog says, in one word, or in a sentence when it is neither before nor after.
catalog_state() {
  query_file 'state.sql' || printf 'it could not be read'
}

# The verifying queries raise an error, so that nobody has to judge rows of numbers.
verify_file() {
  query_file "$1" || fail 'It is not what was intended. The line above says what differs.'
}
