#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   tests it in a copy of the configuration and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        puts the former file back
#
# By hand it is:
#   cp -p /etc/nginx/conf.d/shop.conf ~/; cp site.conf /etc/nginx/conf.d/shop.conf; nginx -t && nginx -s reload
# A restart would cut every connection, and a mistake would leave no nginx at all. A reload does neither.

# <inputs>

set -Eeuo pipefail
umask 022

purpose="Puts the site $SITE of nginx into place on $HOST."
way_back='To put the former file back: ./rollback.sh'
old_workers=''

# Everything that must be true before anything is touched.
preflight() {
  saved="$here/backups"
  prove_files
  prove_host
  prove_nginx
}

# The file is in place and was loaded, or it is not. A file of somebody else is replaced only when the bundle says so.
read_state() {
  state='before'
  if [[ -e $file || -L $file ]]; then
    if cmp -s -- "$here/site.conf" "$file"; then
      [[ $(loaded) != 'new' ]] || state='after'
    elif [[ $REPLACE == 'false' ]]; then
      state="$file is there, and the bundle does not say replace"
    elif [[ -e $saved/none.before || -e $saved/site.before ]] && ! cmp -s -- "$saved/site.before" "$file"; then
      state="$file is neither what was there before nor what this bundle puts there"
    fi
  fi
}

# What differs, and what the address answers now.
describe() {
  if [[ -e $file ]]; then
    diff -u -- "$file" "$here/site.conf" || true
  else
    say "new        $file"
    cat -- "$here/site.conf"
  fi
  say "now        $CHECK_URL answers $(status); expected afterwards: $EXPECTED_STATUS"
}

# nginx itself judges the file, beside everything else that it loads; the live configuration is not touched.
rehearse() {
  [[ -w $FOLDER ]] || fail "$FOLDER cannot be written by $(id -un)."
  test_candidate "$here/site.conf"
}

# By hand: cp -p $FOLDER/$SITE.conf ~/
# Kept once, by the first run: a rerun must not take its own file for the former one.
backup() {
  if [[ $mode == 'dry-run' ]]; then
    say "would keep what is there in $saved"
  elif [[ ! -e $saved/site.before && ! -e $saved/none.before ]]; then
    mkdir -p -- "$saved"
    if [[ -e $file ]]; then
      cp -p -- "$file" "$saved/site.new"
      mv -- "$saved/site.new" "$saved/site.before"
    else
      : >"$saved/none.before"
    fi
    say "kept in $saved"
  fi
}

# By hand: cp site.conf $FOLDER/$SITE.conf && nginx -t -c $CONFIGURATION
# When the real configuration is not good with it, the former file is put back before anybody reloads.
apply() {
  place "$here/site.conf"
  if [[ $mode == 'run' ]] && ! ask nginx -t -c "$CONFIGURATION"; then
    put_back
    fail 'nginx refuses the real configuration with it, so the former file is back. Nothing was reloaded.'
  fi
  reload_nginx
}

# What was there before this bundle.
put_back() {
  if [[ -e $saved/site.before ]]; then
    place "$saved/site.before"
  else
    run rm -- "$file"
  fi
}

# The file is the reviewed one, and the address answers as it should.
verify() {
  local found
  cmp -s -- "$here/site.conf" "$file" || fail "$file is not what was generated."
  found=$(status)
  [[ $found == "$EXPECTED_STATUS" ]] || fail "$CHECK_URL answers $found at $CHECK_ADDRESS, not $EXPECTED_STATUS."
  printf 'new\n' >"$saved/loaded"
  say "$CHECK_URL answers $found"
}

# <shared: files>

# <shared: nginx>

# <shared: contract>

contract_main "$@"
