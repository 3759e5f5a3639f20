# --- PostgreSQL: batches, each a transaction of its own ----------------------------

# Locks are short, replicas keep up, and a run that breaks off has lost nothing.
# It is the same command every time, so it is printed once and then only counted.
apply_batches() {
  local file=$1 total=$2 answer count
  if [[ $mode == 'dry-run' ]]; then
    apply_file "$file"
    say 'and again, until nothing is left'
    return 0
  fi
  say "$file, again and again until nothing is left, with a rest of $PAUSE seconds"
  while ((moved < MAXIMUM)); do
    changes=$((changes + 1))
    answer=$(apply_file "$file")
    count=${answer##*$'\n'}
    [[ $count =~ ^[0-9]+$ ]] || fail "The answer of $file is not understood: $count"
    ((count > 0)) || break
    moved=$((moved + count))
    say "$(date -u +%H:%M:%SZ)  $moved of $total rows"
    sleep "$PAUSE"
  done
}
moved=0
old_before=0 all_before=0 kept_before=0

# Counted before and after: other sessions may add young rows meanwhile, but nobody should touch the old ones.
count_before() {
  read -r old_before all_before kept_before <<<"$(query_file 'counts.sql')"
  say "rows       $old_before of $all_before are older than $OLDER_THAN; $kept_before are in the archive"
}

# A wrong sum is an error, not a note.
check_counts() {
  local direction=$1 old_now all_now kept_now
  read -r old_now all_now kept_now <<<"$(query_file 'counts.sql')"
  say "rows       $old_now of $all_now are older than $OLDER_THAN; $kept_now are in the archive"
  ((old_now == old_before - direction * moved)) ||
    fail "The table has $old_now old rows; $((old_before - direction * moved)) were expected." 'Somebody else adds or removes old rows. Find out who before you go on.'
  [[ $KEEP == 'nothing' ]] || ((kept_now == kept_before + direction * moved)) ||
    fail "The archive has $kept_now rows; $((kept_before + direction * moved)) were expected." 'Somebody else writes to the archive. Find out who before you go on.'
}

# Each batch is committed; there is nothing left to arrive.
settle() {
  say 'Nothing to wait for: every batch is committed.'
}
