#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would be done, asks the server for its rights, and writes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        deletes the backup again
#
# By hand it is two commands:
#   pg_dump --format=custom --file=FOLDER/BACKUP.dump DATABASE
#   pg_restore --dbname=SCRATCH FOLDER/BACKUP.dump
# A backup that nobody has restored is a hope. What this script adds: the rows are counted and
# summed in the very moment of the dump, the dump is restored into a scratch database, and counted again.

# <inputs>

set -Eeuo pipefail
umask 077

purpose="Backs $DATABASE up into $FOLDER/$BACKUP, and restores it once to prove it."
way_back='What is written so far is used again by a rerun. To take it away: ./rollback.sh'

# The chosen tables by their full names, one a line; a name without a schema is one of public.
wanted=''
for table in "${TABLES[@]}"; do
  [[ $table == *.* ]] || table="public.$table"
  wanted+="${wanted:+$'\n'}$table"
done

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  prove_clients
  prove_folder
  prove_scratch_server
}

# A folder of that name is the finished backup. What an interruption left of this bundle is the state before.
read_state() {
  state=$(foreign_state)
  [[ -z $state ]] || return 0
  state='before'
  [[ ! -e $archive ]] || state='after'
}

# What is dumped, and where it goes.
describe() {
  local line
  say "from       $DATABASE at $HOST"
  say "to         $archive"
  if [[ -n $wanted ]]; then
    while IFS= read -r line; do
      say "table      $line"
    done <<<"$wanted"
    say 'schema     all of it, since a table cannot be restored without its types and functions'
  fi
  say "proof      restored into $made at ${SCRATCH_HOST:-$HOST}, compared, and dropped"
  [[ ! -e $partial ]] || say "note       $partial is left from a run that broke off; it goes on from there"
}

# By hand: df -h $FOLDER
# By hand: psql --host=$HOST --port=$PORT --username=$LOGIN --dbname=$DATABASE --command='select pg_size_pretty(pg_database_size(current_database()))'
# A dump is compressed, and so smaller than the database; there is room when there is room for all of it.
prove_room() {
  local answer bytes count free
  answer=$(ask psql "${server[@]}" "${session[@]}" --set=tables="$wanted" --command='start transaction read only' --file="$here/size.sql" --command='rollback')
  bytes=${answer%|*} count=${answer#*|}
  ((count == ${#TABLES[@]})) || fail "Only $count of the ${#TABLES[@]} chosen tables are there." 'Name each once, and the partitions of a partitioned table instead of itself.'
  free=$(df -Pk -- "$FOLDER" | awk 'NR == 2 { print $4 }')
  ((free > bytes / 1024)) || fail "$FOLDER has $((free / 1024)) MiB free, and $DATABASE has $((bytes / 1048576)) MiB."
  say "room       $((bytes / 1048576)) MiB to back up, $((free / 1024)) MiB free in $FOLDER"
  say "note       the scratch database needs as much on the disk of its server, which only its administrator can see"
}

# By hand: pg_dump --host=$HOST --port=$PORT --username=$LOGIN --schema-only --file=/dev/null $DATABASE
# The dump of the schema takes the locks of the real one, so rights and locks are tried for all tables, and no row is read.
rehearse() {
  local may
  [[ -w $FOLDER ]] || fail "$FOLDER cannot be written by $(id -un)."
  prove_room
  ask pg_dump "${server[@]}" --lock-wait-timeout="${LOCK_TIMEOUT}s" --schema-only --file=/dev/null || fail 'The server refuses the dump; the line above says why.'
  may=$(ask psql "${desk[@]}" "${session[@]}" --command='start transaction read only' --command='select rolsuper or rolcreatedb from pg_roles where rolname = current_user' --command='rollback')
  [[ $may == 't' ]] || fail "${SCRATCH_LOGIN:-$LOGIN} may not create databases, so the backup could not be proven." 'Name another scratch-host and scratch-login, or: alter role NAME createdb'
  say 'the schema can be dumped, and the scratch database can be made'
}

# The database is only read.
backup() {
  say "Nothing to save: $DATABASE is only read."
}

# What was backed up, for a person and for the restore.
write_manifest() {
  [[ $mode == 'run' ]] || return 0
  {
    printf 'bundle: %s\nhost: %s\ndatabase: %s\nserver: %s\n' "$DIGEST" "$HOST" "$DATABASE" "${SERVER_ID:-?}"
    query_file 'properties.sql'
    printf 'time: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    [[ -z $wanted ]] || printf 'table: %s\n' "${wanted//$'\n'/$'\n'table: }"
  } >"$partial/manifest.txt"
}

# A session that holds one moment of the database open while pg_dump joins it, and counts the rows of that moment meanwhile.
open_snapshot() {
  snapshot='SNAPSHOT'
  [[ $mode == 'run' ]] || return 0
  coproc keeper { ask psql "${server[@]}" "${session[@]}" --set=tables="$wanted" --command='start transaction read only' --file="$here/snapshot.sql" --file="$here/contents.sql" --command="select 'that is all'" --file=-; }
  exec {from_keeper}<&"${keeper[0]}" {to_keeper}>&"${keeper[1]}"
  IFS= read -r snapshot <&"$from_keeper" || fail 'The server gave no snapshot; the line above says why.'
}

# The counts arrive when the dump is through or later. Only then may the session end.
close_snapshot() {
  local line end='no'
  [[ $mode == 'run' ]] || return 0
  while IFS= read -r line <&"$from_keeper"; do
    if [[ $line == 'that is all' ]]; then
      end='yes'
      break
    fi
    printf '%s\n' "$line"
  done >"$partial/contents.jsonl"
  exec {to_keeper}>&- {from_keeper}<&-
  [[ $end == 'yes' ]] || fail 'The rows could not be counted; the line above says why.'
}

# By hand: pg_dump --host=$HOST --port=$PORT --username=$LOGIN --format=custom --file=$FOLDER/$BACKUP/database.dump $DATABASE
# Custom and directory formats are compressed, can be restored in parallel and in parts, and are read by pg_restore.
write_dumps() {
  local -a options=(--snapshot="$snapshot" --lock-wait-timeout="${LOCK_TIMEOUT}s" --format=custom) tables=()
  local name dumped='database'
  if [[ -n $wanted ]]; then
    dumped='tables'
    run pg_dump "${server[@]}" "${options[@]}" --schema-only --file="$partial/schema.dump"
    tables=(--data-only)
    while IFS= read -r name; do
      name=${name//\"/\"\"}
      tables+=("--table=\"${name%%.*}\".\"${name#*.}\"")
    done <<<"$wanted"
  fi
  ((JOBS == 1)) || options+=(--format=directory --jobs="$JOBS")
  run pg_dump "${server[@]}" "${options[@]}" "${tables[@]}" --file="$partial/$dumped.dump"
}

# What follows is written last: a folder with SHA256SUMS is a whole dump.
write_sums() {
  local name sums
  [[ $mode == 'run' ]] || return 0
  if [[ -n $wanted ]]; then
    ask pg_restore --list "$partial/schema.dump" | grep -v -E '^[0-9]+; [0-9]+ [0-9]+ (FK CONSTRAINT|MATERIALIZED VIEW DATA) ' >"$partial/schema.list"
  fi
  sums=$(files_of "$partial" | while IFS= read -r name; do
    printf '%s  %s\n' "$(sum_of "$partial/$name")" "$name"
  done)
  printf '%s\n' "$sums" >"$partial/SHA256SUMS"
}

# By hand: mkdir -m 700 $FOLDER/$BACKUP
# Dump, checksums, restore into the scratch database, comparison; only then the folder gets its final name.
apply() {
  if [[ ! -e $partial/SHA256SUMS ]]; then
    [[ ! -e $partial ]] || run rm -r -- "$partial"
    run mkdir -- "$partial"
    write_manifest
    open_snapshot
    write_dumps
    close_snapshot
    write_sums
  fi
  [[ $mode == 'dry-run' ]] || prove_archive "$partial"
  create_made "$partial"
  fill_made "$partial" --no-owner --no-privileges --no-comments --no-publications --no-subscriptions --no-security-labels
  [[ $mode == 'dry-run' ]] || compare_made "$partial"
  drop_made
  run mv -- "$partial" "$archive"
}

# What is written and compared is there.
settle() {
  say 'Nothing to wait for. Copy the folder to another machine: a backup beside its server is lost with it.'
}

# The folder is whole.
verify() {
  prove_archive "$archive"
}

# <shared: files>

# <shared: postgresql>

# <shared: postgresql-archive>

# <shared: postgresql-made>

# <shared: postgresql-backup>

# <shared: contract>

contract_main "$@"
