# --- How every generated script behaves -----------------------------------------

if ((BASH_VERSINFO[0] < 4)); then
  printf 'ERROR: this script needs bash 4 or newer.\n' >&2
  exit 1
fi

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
mode='run'
verbose='no'
assume_yes='no'
current_step='start'
changes=0  # commands that changed something; in a dry run, that would
outcome=1  # what the script ends with: only a script that got to its end sets another value

# The options are the same in every generated script.
usage() {
  cat <<TEXT
$purpose
Target: $TARGET ($ENVIRONMENT)

Usage: ${BASH_SOURCE[0]##*/} [--dry-run] [--verbose] [--yes]
  --dry-run  walk the same path without changing anything; ends with 2 when there is something to change
  --verbose  show every command that reads, too
  --yes      do not ask; refused in production, where a person types the target's name
  --help     this text
Ends with 0 (done, or nothing to do), 1 (error), 2 (a dry run that found something to change).
TEXT
}

# An unknown option is an error: a typing mistake in --dry-run must not become a real run.
parse_options() {
  while (($# > 0)); do
    case $1 in
      --dry-run) mode='dry-run' ;;
      --verbose) verbose='yes' ;;
      --yes) assume_yes='yes' ;;
      --help)
        usage
        exit 0
        ;;
      *)
        usage >&2
        printf 'ERROR: unknown option: %s\n' "$1" >&2
        exit 1
        ;;
    esac
    shift
  done
}

# Output for people.
say() {
  printf '%s\n' "$*"
}

# Headlines, so that a reader of the log sees how far it came.
step() {
  current_step=$1
  printf '\n== %s\n' "$1"
}

# Every refusal says what was found and what to do about it.
fail() {
  printf 'ERROR: %s\n' "$@" >&2
  exit 1
}

# A command as it could be pasted into a terminal.
show_command() {
  local word
  printf '  $'
  for word in "$@"; do
    if [[ $word =~ ^[A-Za-z0-9_./:=@%+,-]+$ ]]; then
      printf ' %s' "$word"
    elif [[ $word == *"'"* ]]; then
      printf ' %q' "$word"
    else
      printf " '%s'" "$word"
    fi
  done
  printf '\n'
}

# ask: the only way to read. It shows the command when --verbose is given.
ask() {
  [[ $verbose == 'no' ]] || show_command "$@" >&2
  "$@"
}

# run: the only way to change anything. A dry run stops here and shows the command instead.
run() {
  changes=$((changes + 1))
  if [[ $mode == 'dry-run' ]]; then
    say 'would run:'
    show_command "$@"
    return 0
  fi
  say 'running:'
  show_command "$@"
  "$@"
}

# Only these three are open. Production, unknown and whatever else stands there is closed.
is_closed() {
  case $ENVIRONMENT in
    staging | development | sandbox) return 1 ;;
    *) return 0 ;;
  esac
}

# A person agrees. The answer comes from the terminal itself, so that no pipe can give it.
confirm() {
  local answer=''
  if [[ $mode == 'dry-run' ]] || { [[ $assume_yes == 'yes' ]] && ! is_closed; }; then
    return 0
  fi
  if ! { : </dev/tty >/dev/tty; } 2>/dev/null; then
    is_closed && fail "This is $ENVIRONMENT: a person at a terminal must agree, and there is no terminal."
    fail 'There is no terminal to ask at. Run it with --yes if that is what you want.'
  fi
  if is_closed; then
    printf '\nThis is %s. To go on, type %s: ' "$ENVIRONMENT" "$CONFIRM" >/dev/tty
    IFS= read -r answer </dev/tty || true
    [[ $answer == "$CONFIRM" ]] || fail 'That is not the name of the target. Nothing was changed.'
  else
    printf '\nGo on? [y/N] ' >/dev/tty
    IFS= read -r answer </dev/tty || true
    [[ $answer == [yY] || $answer == [yY][eE][sS] ]] || fail 'Not confirmed. Nothing was changed.'
  fi
}

# JSON strings for runs.jsonl. Control characters cannot occur: they were refused when the bundle was made.
# shellcheck disable=SC2317 # reached from the trap
json() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# One line a run beside the script. It is a claim that people can read, not a proof.
# shellcheck disable=SC2317 # reached from the trap
record() {
  local line
  line=$(
    printf '{"digest":%s,"script":%s,"template":%s,' "$(json "$DIGEST")" "$(json "${BASH_SOURCE[0]##*/}")" "$(json "$TEMPLATE")"
    printf '"target":%s,"environment":%s,"mode":%s,' "$(json "$TARGET")" "$(json "$ENVIRONMENT")" "$(json "$mode")"
    printf '"exit":%d,"time":%s}' "$outcome" "$(json "$(date -u +%Y-%m-%dT%H:%M:%SZ)")"
  )
  if ! { printf '%s\n' "$line" >>"$here/runs.jsonl"; } 2>/dev/null; then
    say "note: this run could not be noted in $here/runs.jsonl" >&2
  fi
}

# However the script ends, it says what to do next and notes the run. Any end that is not a planned one is 1.
# shellcheck disable=SC2317 # reached from the trap
finish() {
  trap - EXIT ERR
  trap '' INT TERM HUP
  if ((outcome == 1)) && [[ $mode == 'run' ]]; then
    if ((changes > 0)); then
      printf '\nIt ended after a change was sent, in the step: %s\n' "$current_step" >&2
      printf 'Running it again is safe: it looks at what is there and goes on from it.\n%s\n' "${way_back:-}" >&2
    else
      printf 'Nothing was changed.\n' >&2
    fi
  fi
  record
  exit "$outcome"
}

# Says where an unexpected error happened.
# shellcheck disable=SC2317 # reached from the trap
on_error() {
  if ((BASH_SUBSHELL == 0)); then
    printf 'ERROR: line %s failed in the step: %s\n' "$1" "$current_step" >&2
  fi
}

# Ctrl-C and kill end the script the orderly way.
# shellcheck disable=SC2317 # reached from the trap
on_signal() {
  printf '\nInterrupted by %s.\n' "$1" >&2
  exit 1
}

# From here on, every end is noted.
arm() {
  trap finish EXIT
  trap 'on_error $LINENO' ERR
  trap 'on_signal INT' INT
  trap 'on_signal TERM' TERM
  trap 'on_signal HUP' HUP
}

# The planned end.
end_with() {
  outcome=$1
  exit "$outcome"
}

# read_state says: before (as it was read), after (already as intended), or what else it found.
# Only the state that was reviewed is acted upon.
require_known_state() {
  case $state in
    before | after) ;;
    *) fail "$TARGET is no longer as it was read: $state." 'Somebody changed it since. Read it again and generate a new bundle.' ;;
  esac
}

# The order of a change. A dry run walks the same steps.
contract_main() {
  parse_options "$@"
  if [[ $assume_yes == 'yes' ]] && is_closed; then
    fail "--yes is refused: this is $ENVIRONMENT, where a person types the target's name."
  fi
  arm
  say "$purpose"
  say "Target: $TARGET ($ENVIRONMENT), $mode"

  step 'Preflight: is this the intended target, and is it still what was read?'
  preflight
  read_state
  require_known_state
  if [[ $state == 'after' ]]; then
    say 'Nothing to change: it is already as intended.'
    [[ $mode == 'run' ]] || end_with 0
  else
    step 'Plan: what would change'
    describe
    step 'Rehearsal: the server judges the change and stores nothing'
    rehearse
    confirm
    step 'Backup: the live object as it is now'
    read_state
    [[ $state == 'before' ]] || fail 'It changed while you were asked. Nothing was done; look again.'
    backup
    step 'Apply'
    apply
    [[ $mode == 'run' ]] || end_with 2
  fi

  step 'Wait: until the change has arrived everywhere'
  settle
  step 'Verify: is it what was intended?'
  verify
  say 'Done.'
  end_with 0
}

# The order of a script that only reads.
contract_check() {
  parse_options "$@"
  [[ $mode == 'dry-run' ]] || mode='verify'
  [[ $assume_yes == 'no' ]] || say 'There is nothing to agree to: this only reads.'
  arm
  say "$purpose"
  say "Target: $TARGET ($ENVIRONMENT), reads only"
  step 'Preflight: is this the intended target?'
  preflight
  step 'Verify: is it what was intended?'
  verify
  say 'It is.'
  end_with 0
}
