#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would be dropped and changes nothing
#            ./rollback.sh             does it, after asking
#
# It drops the new database only while it is what the restore made: nobody is connected, and every row is
# that of the backup. A database that applications have written to is data, and is dropped by a person.

# <inputs>

set -Eeuo pipefail

purpose="Drops $NEW_DATABASE, which was restored from $FOLDER/$BACKUP."
way_back='The backup is still there. To restore it after all: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  prove_folder
  prove_archive "$archive"
}

# The database of this bundle, or none. A name that is gone may mean that it was switched to.
read_state() {
  case $(made_state) in
    none) state='after' ;;
    finished | unfinished) state='before' ;;
    *) state="the database $made is not the one that this bundle made" ;;
  esac
}

# What would go.
describe() {
  say "database   $made at $HOST: $(made_state)"
}

# By hand: psql --host=$HOST --port=$PORT --username=$LOGIN --dbname=$DATABASE --command='select datname, usename from pg_stat_activity'
# A finished one is compared once more: rows that came in since are somebody's.
rehearse() {
  [[ $(made_state) != 'finished' ]] || compare_made "$archive"
  say 'it holds nothing that the backup does not hold'
}

# The backup is what it was made of.
backup() {
  say "Nothing to save: $archive is still there."
}

# PostgreSQL refuses while somebody is connected, and so it should.
apply() {
  drop_made
}

# It is gone at once.
settle() {
  say 'Nothing to wait for.'
}

# It is gone.
verify() {
  [[ $(made_state) == 'none' ]] || fail "The database $made is still there."
}

# <shared: files>

# <shared: postgresql>

# <shared: postgresql-archive>

# <shared: postgresql-made>

# <shared: postgresql-restore>

# <shared: contract>

contract_main "$@"
