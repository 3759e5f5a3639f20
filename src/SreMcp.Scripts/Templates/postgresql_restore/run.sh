#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   checks the backup and the server, and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        drops the new database again
#            switch.sql           takes the new database into use; a person applies it
#
# By hand it is two commands:
#   createdb --template=template0 NEW
#   pg_restore --dbname=NEW --exit-on-error FOLDER/BACKUP/database.dump
# What this script adds: it never restores over something, it checks the files before and counts and sums
# every row after, and until that is done nobody else can log in at the new database.

# <inputs>

set -Eeuo pipefail

purpose="Restores $FOLDER/$BACKUP into the new database $NEW_DATABASE."
way_back='A rerun drops the unfinished database and begins again. To take it away: ./rollback.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  prove_clients
  prove_folder
  prove_archive "$archive"
}

# No database of that name, or one that this bundle left unfinished, is the state before.
read_state() {
  case $(made_state) in
    none | unfinished) state='before' ;;
    finished) state='after' ;;
    *) state="a database $made is there, and this bundle did not make it" ;;
  esac
}

# What comes back, and where it goes.
describe() {
  say "from       $archive"
  say "to         $made at $HOST, a new database"
  [[ $OWNERS == 'true' ]] || say "owner      everything belongs to $LOGIN, and nobody else has rights"
  cat -- "$archive/contents.jsonl"
}

# A restore cannot be rolled back as a whole. What can be asked first: the files (above), the right to create, the size.
rehearse() {
  local may
  may=$(query 'select rolsuper or rolcreatedb from pg_roles where rolname = current_user')
  [[ $may == 't' ]] || fail "$LOGIN may not create databases." 'By hand, as an administrator: alter role NAME createdb'
  say "size       the dump has $(du -sk -- "$archive" | cut -f 1) KiB; the database needs several times as much on the disk of the server"
}

# Nothing that is there is touched.
backup() {
  say 'Nothing to save: the database is new.'
}

# A new database, filled, with fresh statistics, compared; only then anybody else may log in.
apply() {
  local -a options=(--no-publications --no-subscriptions)
  [[ $OWNERS == 'true' ]] || options+=(--no-owner --no-privileges --no-comments)
  create_made "$archive"
  fill_made "$archive" "${options[@]}"
  renew_statistics
  [[ $mode == 'dry-run' ]] || compare_made "$archive"
  run psql "${desk[@]}" "${session[@]}" --set=made="$made" --set=mark="$made_mark, finished" --file="$here/made-mark.sql"
}

# By hand: psql --host=$HOST --port=$PORT --username=$LOGIN --dbname=$NEW_DATABASE --command=analyze
# Statistics are not part of a backup; without them the first queries take bad ways.
renew_statistics() {
  run psql "${made_server[@]}" "${session[@]}" --command='analyze'
}

# It was compared before it was marked.
settle() {
  say 'Nothing to wait for. Publications and subscriptions were left out: make them again when the database is in use.'
}

# It is there, finished, and holds what was backed up.
verify() {
  [[ $(made_state) == 'finished' ]] || fail "$made is not a finished restore of this bundle."
  compare_made "$archive"
  say "To use it, stop what writes to the old one and apply switch.sql; it says how."
}

# <shared: files>

# <shared: postgresql>

# <shared: postgresql-archive>

# <shared: postgresql-made>

# <shared: postgresql-restore>

# <shared: contract>

contract_main "$@"
