#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   tests the former configuration in a copy and changes nothing
#            ./rollback.sh             does it, after asking
#
# It runs in the folder in which run.sh ran, since that holds the former file.

# <inputs>

set -Eeuo pipefail
umask 022

purpose="Puts back what was there before the site $SITE of nginx on $HOST."
way_back='To put the new file into place after all: ./run.sh'
old_workers=''

# Everything that must be true before anything is touched.
preflight() {
  saved="$here/backups"
  prove_files
  prove_host
  prove_nginx
  [[ -e $saved/site.before || -e $saved/none.before ]] || fail "There is nothing to go back to: $saved holds nothing from before." 'Use the folder in which run.sh ran. If it never ran, there is nothing to roll back.'
}

# From the reviewed file to what was there. Anything else is somebody else's change.
read_state() {
  if cmp -s -- "$here/site.conf" "$file"; then
    state='before'
  elif is_former; then
    # A rollback that broke off before the reload is finished by the next.
    state='before'
    [[ $(loaded) != 'former' ]] || state='after'
  else
    state="$file is neither what this bundle put there nor what was there before"
  fi
}

# The very file, or none.
is_former() {
  if [[ -e $saved/site.before ]]; then
    cmp -s -- "$saved/site.before" "$file"
  else
    [[ ! -e $file && ! -L $file ]]
  fi
}

# What differs.
describe() {
  if [[ -e $saved/site.before ]]; then
    diff -u -- "$file" "$saved/site.before" || true
  else
    say "remove     $file, which was not there before"
  fi
}

# Others may have changed the rest since, so nginx judges the whole of it.
rehearse() {
  if [[ -e $saved/site.before ]]; then
    test_candidate "$saved/site.before"
  else
    test_candidate ''
  fi
}

# The way back from here is the bundle itself.
backup() {
  say 'Nothing to save: ./run.sh puts it into place again.'
}

# By hand: cp -p ~/$SITE.conf $FOLDER/$SITE.conf && nginx -t -c $CONFIGURATION
apply() {
  if is_former; then
    say 'the former file is back already, and only has to be loaded'
  elif [[ -e $saved/site.before ]]; then
    place "$saved/site.before"
  else
    run rm -- "$file"
  fi
  [[ $mode == 'dry-run' ]] || ask nginx -t -c "$CONFIGURATION"
  reload_nginx
}

# The former file, byte for byte; what its address answers is for a person to judge.
verify() {
  is_former || fail "$file is not what was there before."
  printf 'former\n' >"$saved/loaded"
  say "$CHECK_URL answers $(status) now"
}

# <shared: files>

# <shared: nginx>

# <shared: contract>

contract_main "$@"
