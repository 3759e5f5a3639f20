# --- nginx: one file of its configuration, tested in a copy, loaded by a reload ------

root=${CONFIGURATION%/*}
file="$FOLDER/$SITE.conf"

# By hand: uname -n; cat /etc/machine-id
# A name can be given twice; the number was drawn when the machine was installed.
prove_host() {
  local number=''
  [[ $HOST == "$(uname -n)" || $HOST == "$(hostname -f 2>/dev/null)" ]] || fail "Wrong machine: this is $(uname -n), the bundle is for $HOST." 'Copy the folder of the bundle to that machine and run it there.'
  [[ ! -r /etc/machine-id ]] || number=$(</etc/machine-id)
  if [[ -n $MACHINE_ID ]]; then
    [[ $number == "$MACHINE_ID" ]] || fail "Wrong machine: its machine-id is ${number:-not readable}, the bundle was made for $MACHINE_ID."
  elif is_closed; then
    fail "The bundle does not say which machine it is for. This one is ${number:-not readable}." 'If that is the right one, generate the bundle again with it as machine-id.'
  fi
  say "machine    $HOST, machine-id ${number:-?}"
}

# By hand: nginx -T -c $CONFIGURATION
# nginx runs as this configuration says, and the configuration is good before anything is changed.
prove_nginx() {
  local loaded pid_file
  command -v nginx >/dev/null || fail 'There is no nginx on the PATH.'
  [[ $CONFIGURATION == /* && $FOLDER == "$root"/* ]] || fail "The folder $FOLDER is not below $root, where $CONFIGURATION is."
  [[ -d $FOLDER ]] || fail "There is no folder $FOLDER."
  loaded=$(ask nginx -T -c "$CONFIGURATION" 2>&1) || fail "nginx finds its configuration broken already. Mend that first:" "$(tail -n 3 <<<"$loaded")"
  pid_file=$(sed -nE 's/^[[:space:]]*pid[[:space:]]+"?([^;"]+)"?;.*/\1/p' <<<"$loaded" | sed -n '1p')
  [[ -n $pid_file ]] || pid_file=$(ask nginx -V 2>&1 | sed -nE 's/.*--pid-path=([^ ]+).*/\1/p')
  [[ -r $pid_file ]] || fail "nginx does not run: there is no ${pid_file:-pid file}."
  master=$(<"$pid_file")
  kill -0 "$master" 2>/dev/null || fail "nginx does not run, or this user may not signal it: process $master of $pid_file." 'A reload needs the rights of the master process.'
  say "nginx      process $master, with $(workers | wc -l) workers"
}

# The workers of the master process: the ones that take requests.
workers() {
  ps -o pid=,args= --ppid "$master" | awk '/worker process/ && !/shutting down/ { print $1 }' | sort
}

# A copy of the whole configuration in which includes lead to the copy, with this file at the place of the new one.
# By hand: cp -a /etc/nginx ~/try; nginx -t -c ~/try/nginx.conf
test_candidate() {
  local copy target pattern=${root//./[.]} answer good
  pattern=${pattern//+/[+]}
  copy=$(mktemp -d "${TMPDIR:-/tmp}/nginx.XXXXXXXX")
  cp -a -- "$root/." "$copy/"
  target="$copy${file#"$root"}"
  if [[ -n $1 ]]; then
    cp -- "$1" "$target"
  else
    rm -f -- "$target"
  fi
  { find "$copy" -type f -exec grep -lE 'include[[:space:]]' {} + || true; } | while IFS= read -r answer; do
    sed -i -E "s#(include[[:space:]]+[\"']?)$pattern/#\1$copy/#g" "$answer"
  done
  good='yes'
  answer=$(ask nginx -T -c "$copy/${CONFIGURATION##*/}" 2>&1) || good='no'
  # It may hold keys, so it is gone before anything is said.
  rm -r -- "$copy"
  [[ $good == 'yes' ]] || fail 'nginx refuses it:' "$(grep -E '\[(emerg|alert)\]' <<<"$answer" || tail -n 3 <<<"$answer")"
  if [[ -n $1 ]]; then
    grep -qxF "# configuration file $target:" <<<"$answer" || fail "nginx does not include $FOLDER/*.conf, so the file would do nothing."
  fi
  say "nginx finds the whole configuration good with it, in a copy"
}

# Atomically: nginx reads the old file or the new one, never a half. A name with a dot in front is not included.
place() {
  if [[ $1 == "$here/site.conf" ]]; then
    run install -m 644 -- "$1" "$FOLDER/.$SITE.new"
  else
    run cp -p -- "$1" "$FOLDER/.$SITE.new"
  fi
  run mv -T -- "$FOLDER/.$SITE.new" "$file"
}

# By hand: nginx -c $CONFIGURATION -s reload
# A reload keeps every connection: the master reads the configuration, starts new workers, and lets the old ones finish.
reload_nginx() {
  old_workers=$(workers)
  run nginx -c "$CONFIGURATION" -s reload
}

# By hand: ps -o pid,lstart,args -C nginx
# When nginx cannot use the configuration after all (a port is taken), it says so in its error log and goes on with the old workers.
settle() {
  local waited
  if [[ -z $old_workers ]]; then
    say 'Nothing to wait for: it was loaded before.'
    return 0
  fi
  for ((waited = 0; waited < 100; waited++)); do
    if [[ -n $(workers) && -z $(comm -12 <(workers) <(printf '%s\n' "$old_workers")) ]]; then
      say "all $(workers | wc -l) workers are new"
      return 0
    fi
    sleep 0.2
  done
  fail 'nginx goes on with its old workers: it did not take the configuration. Its error log says why.'
}

# What nginx was last seen to have loaded: new, former, or nothing that these scripts know of.
loaded() {
  cat -- "$saved/loaded" 2>/dev/null || true
}

# By hand: curl --include --connect-to ::$CHECK_ADDRESS: $CHECK_URL
# The status at this very machine, whatever its name resolves to; 000 when nothing answers.
status() {
  ask curl --get --silent --output /dev/null --write-out '%{http_code}' --max-time 20 --noproxy '*' --connect-to "::$CHECK_ADDRESS:" "$CHECK_URL" || true
}
