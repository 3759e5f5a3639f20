# --- PostgreSQL: a database that this bundle makes, and may drop -------------------

# Its comment says which bundle made it, and whether it was finished.
made_mark="sre-mcp $DIGEST"

# How psql and its family are told a name; '=' and spaces in it stay part of the name.
database_of() {
  local name=${1//\\/\\\\}
  printf "dbname='%s' connect_timeout=10 application_name=sre-mcp client_encoding=UTF8" "${name//\'/"\\'"}"
}

# One word: none, finished, unfinished (by this bundle, broken off), or foreign.
made_state() {
  local found
  found=$(ask psql "${desk[@]}" "${session[@]}" --set=made="$made" --command='start transaction read only' --file="$here/made-state.sql" --command='rollback') ||
    fail "It could not be read whether the database $made is there; the line above says why."
  case $found in
    none) printf 'none' ;;
    "made: $made_mark") printf 'unfinished' ;;
    "made: $made_mark, finished") printf 'finished' ;;
    *) printf 'foreign' ;;
  esac
}

# By hand: createdb --host=$HOST --port=$PORT --username=$LOGIN --template=template0 NAME
# The mark comes with the database, so that a rerun and the rollback know that it is theirs.
create_made() {
  local kind
  drop_made
  kind=$(manifest_value "$1" provider)
  [[ $mode == 'dry-run' || $kind != 'i' ]] ||
    say 'note       the original sorts by ICU, this one by the C library: the rows are the same, the order of text may differ'
  run psql "${desk[@]}" "${session[@]}" --set=made="$made" --set=mark="$made_mark" --set=encoding="$(manifest_value "$1" encoding)" \
    --set=collate="$(manifest_value "$1" collate)" --set=ctype="$(manifest_value "$1" ctype)" --file="$here/made-create.sql"
}

# By hand: dropdb --host=$HOST --port=$PORT --username=$LOGIN NAME
# Only ever the one whose comment is this bundle's mark.
drop_made() {
  local now
  now=$(made_state)
  [[ $now != 'foreign' ]] || fail "The database $made is there, and this bundle did not make it. It is left alone."
  if [[ $now != 'none' ]]; then
    run psql "${desk[@]}" "${session[@]}" --set=made="$made" --file="$here/made-drop.sql"
  fi
}

# By hand: pg_restore --host=$HOST --port=$PORT --username=$LOGIN --dbname=NAME --exit-on-error --jobs=$JOBS $FOLDER/$BACKUP/database.dump
# The first error ends it. Chosen tables come without foreign keys, which may point to tables that have no rows.
fill_made() {
  local from=$1
  shift
  if [[ ! -e $from/tables.dump ]]; then
    run pg_restore "${made_server[@]}" --exit-on-error --jobs="$JOBS" "$@" "$from/database.dump"
    return
  fi
  run pg_restore "${made_server[@]}" --exit-on-error "$@" --section=pre-data "$from/schema.dump"
  run pg_restore "${made_server[@]}" --exit-on-error "$@" --data-only --jobs="$JOBS" "$from/tables.dump"
  run pg_restore "${made_server[@]}" --exit-on-error "$@" --section=post-data --use-list="$from/schema.list" "$from/schema.dump"
}

# Every table has the rows and the checksum that it had in the moment of the backup.
compare_made() {
  local found chosen
  chosen=$(manifest_values "$1" table)
  found=$(ask psql "${made_server[@]}" "${session[@]}" --set=tables="$chosen" --command='start transaction read only' --file="$here/contents.sql" --command='rollback') ||
    fail "The rows of $made could not be counted; the line above says why."
  diff -- "$1/contents.jsonl" <(printf '%s\n' "$found") ||
    fail "$made does not hold what was backed up: '<' is the backup, '>' is what was restored."
  say "same       $(wc -l <"$1/contents.jsonl") lines of counts and checksums are those of the backup"
}
