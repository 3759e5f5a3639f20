# --- The new database of this bundle ------------------------------------------------

archive="$FOLDER/$BACKUP"
made=$NEW_DATABASE
desk=("${server[@]}")
made_server=(--host="$HOST" --port="$PORT" --username="$LOGIN" --no-password --dbname="$(database_of "$made")")
