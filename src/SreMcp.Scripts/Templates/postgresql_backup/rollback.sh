#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would go and deletes nothing
#            ./rollback.sh             does it, after asking
#
# It deletes what this bundle made: the scratch database whose comment names the bundle, and the
# folder whose manifest does. A backup is all there is when the original is lost, so it asks.

# <inputs>

set -Eeuo pipefail

purpose="Deletes the backup $FOLDER/$BACKUP and the scratch database $SCRATCH_DATABASE, if this bundle made them."
way_back='What is deleted is gone. A new backup: ./run.sh'

# Everything that must be true before anything is touched.
preflight() {
  prove_files
  prove_database
  prove_folder
  prove_scratch_server
}

# There is something of this bundle, or nothing at all.
read_state() {
  state=$(foreign_state)
  [[ -z $state ]] || return 0
  state='after'
  if [[ -e $archive || -e $partial || $(made_state) != 'none' ]]; then
    state='before'
  fi
}

# Every file by its name.
describe() {
  local path
  for path in "$archive" "$partial"; do
    [[ ! -e $path ]] || find "$path" -type f
  done
  say "database   $made: $(made_state)"
}

# A finished backup goes only as a whole: what somebody put beside it, or changed in it, wants a look first.
rehearse() {
  [[ ! -e $archive ]] || prove_archive "$archive"
  say 'everything that would go was made by this bundle'
}

# The backup is what goes.
backup() {
  say 'Nothing is kept. Make sure that there is another backup, one that you have restored.'
}

# By hand: rm -r $FOLDER/$BACKUP
# The scratch database first: it is the copy that nobody needs.
apply() {
  local path
  drop_made
  for path in "$archive" "$partial"; do
    [[ ! -e $path ]] || run rm -r -- "$path"
  done
}

# It is gone at once.
settle() {
  say 'Nothing to wait for.'
}

# Neither folder nor database is left.
verify() {
  [[ ! -e $archive && ! -e $partial ]] || fail "$archive is still there."
  [[ $(made_state) == 'none' ]] || fail "The database $made is still there."
}

# <shared: files>

# <shared: postgresql>

# <shared: postgresql-archive>

# <shared: postgresql-made>

# <shared: postgresql-backup>

# <shared: contract>

contract_main "$@"
