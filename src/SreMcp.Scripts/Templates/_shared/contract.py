# --- How every generated script behaves -----------------------------------------
import argparse
import json
import os
import shlex
import signal
import sys
import time
import types

if sys.version_info < (3, 9):
    sys.exit("ERROR: this script needs Python 3.9 or newer.")

here = os.path.dirname(os.path.realpath(__file__))
progress = types.SimpleNamespace(
    mode="run",
    verbose=False,
    assume_yes=False,
    step="start",
    changes=0,  # commands that changed something; in a dry run, that would
    outcome=1,  # what the script ends with: only a script that got to its end sets another value
    differences=0,
)


# The planned end, with 0 or 2.
class End(Exception):
    pass


# A refusal: sentences for people.
class Refused(Exception):
    pass


# Ctrl-C or kill. No handler of an ordinary error may swallow it.
class Interrupted(BaseException):
    pass


# The options are the same in every generated script.
def usage(steps):
    return f"""{steps["purpose"]}
Target: {TARGET} ({ENVIRONMENT})

Usage: {os.path.basename(__file__)} [--dry-run] [--verbose] [--yes]
  --dry-run  walk the same path without changing anything; ends with 2 when there is something to change
  --verbose  show every command that reads, too
  --yes      do not ask; refused in production, where a person types the target's name
  --help     this text
Ends with 0 (done, or nothing to do), 1 (error), 2 (a dry run that found something to change)."""


# An unknown option is an error: a typing mistake in --dry-run must not become a real run.
# argparse alone would end with 2, which is what a dry run says, and would take --dry for --dry-run.
def parse_options(steps):
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    for option in ("--dry-run", "--verbose", "--yes", "--help"):
        parser.add_argument(option, action="store_true")

    # Ends with 1, and says how it is meant.
    def refuse(why):
        print(usage(steps), file=sys.stderr)
        print(f"ERROR: {why}", file=sys.stderr)
        sys.exit(1)

    parser.error = refuse
    options, unknown = parser.parse_known_args()
    if unknown:
        refuse(f"unknown option: {plain(unknown[0])}")
    if options.help:
        print(usage(steps))
        sys.exit(0)
    progress.mode = "dry-run" if options.dry_run else "run"
    progress.verbose = options.verbose
    progress.assume_yes = options.yes


# Text that others wrote, as it may stand on a terminal: one line, no control and no invisible characters.
def plain(text, limit=300):
    return "".join(character if character.isprintable() else "?" for character in str(text))[:limit]


# Output for people. It is sent at once, so that it stands in the right order beside errors.
def say(*lines):
    for line in lines:
        print(line, flush=True)


# The same for what went wrong.
def complain(*lines):
    for line in lines:
        print(line, file=sys.stderr, flush=True)


# Headlines, so that a reader of the log sees how far it came.
def step(name):
    progress.step = name
    say("", f"== {name}")


# Every refusal says what was found and what to do about it.
def fail(*lines):
    raise Refused(*lines)


# A command as it could be pasted into a terminal; words are quoted, a text is a command already.
def as_pasted(command):
    return "  $ " + (command if isinstance(command, str) else " ".join(shlex.quote(plain(word, 2000)) for word in command))


# ask: the only way to read. It shows the command when --verbose is given.
def ask(command, action):
    if progress.verbose:
        complain(as_pasted(command))
    return action()


# run: the only way to change anything. A dry run stops here and shows the command instead.
def run(command, action):
    progress.changes += 1
    if progress.mode == "dry-run":
        say("would run:", as_pasted(command))
        return None
    say("running:", as_pasted(command))
    return action()


# Only these three are open. Production, unknown and whatever else stands there is closed.
def is_closed():
    return ENVIRONMENT not in ("staging", "development", "sandbox")


# A question at the terminal itself, so that no pipe can answer it; None when there is no terminal.
def ask_terminal(question):
    try:
        with open("/dev/tty", "w", encoding="utf-8", errors="replace") as screen, open("/dev/tty", encoding="utf-8", errors="replace") as keyboard:
            screen.write(question)
            screen.flush()
            return keyboard.readline().rstrip("\n")
    except OSError:
        return None


# A person agrees.
def confirm():
    if progress.mode == "dry-run" or (progress.assume_yes and not is_closed()):
        return
    if is_closed():
        answer = ask_terminal(f"\nThis is {ENVIRONMENT}. To go on, type {CONFIRM}: ")
        if answer is None:
            fail(f"This is {ENVIRONMENT}: a person at a terminal must agree, and there is no terminal.")
        if answer != CONFIRM:
            fail("That is not the name of the target. Nothing was changed.")
    else:
        answer = ask_terminal("\nGo on? [y/N] ")
        if answer is None:
            fail("There is no terminal to ask at. Run it with --yes if that is what you want.")
        if answer.lower() not in ("y", "yes"):
            fail("Not confirmed. Nothing was changed.")


# One line a run beside the script. It is a claim that people can read, not a proof.
def record():
    line = {
        "digest": DIGEST, "script": os.path.basename(__file__), "template": TEMPLATE, "target": TARGET, "environment": ENVIRONMENT,
        "mode": progress.mode, "exit": progress.outcome, "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    try:
        with open(os.path.join(here, "runs.jsonl"), "a", encoding="utf-8") as runs:
            runs.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    except OSError:
        complain(f"note: this run could not be noted in {here}/runs.jsonl")


# However the script ends, it says what to do next and notes the run. Any end that is not a planned one is 1.
def finish(steps):
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        if progress.outcome == 1 and progress.mode == "run":
            if progress.changes > 0:
                complain("", f"It ended after a change was sent, in the step: {progress.step}")
                complain("Running it again is safe: it looks at what is there and goes on from it.", steps.get("way_back", ""))
            else:
                complain("Nothing was changed.")
        record()
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; the interpreter would complain once again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(progress.outcome)


# Ctrl-C and kill end the script the orderly way.
def on_signal(number, _frame):
    raise Interrupted(signal.Signals(number).name[3:])


# The line of this script where an unexpected error began; a traceback would show values and help nobody else.
def line_of(error):
    lines = [0]
    place = error.__traceback__
    while place is not None:
        if place.tb_frame.f_code.co_filename == __file__:
            lines.append(place.tb_lineno)
        place = place.tb_next
    return lines[-1]


# From here on, every end is noted, and people read sentences.
def guarded(steps, work):
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), on_signal)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")
    try:
        work()
        progress.outcome = 0
    except End as end:
        progress.outcome = end.args[0]
    except Refused as refused:
        complain(*(f"ERROR: {line}" for line in refused.args))
    except Interrupted as interrupted:
        complain("", f"Interrupted by {interrupted.args[0]}.")
    except Exception as error:
        complain(f"ERROR: {type(error).__name__}: {plain(error)}", f"ERROR: line {line_of(error)} failed in the step: {progress.step}")
    finally:
        finish(steps)


# One line of the verification: what was checked, what was expected, what was found.
def compare(what, expected, found):
    verdict = "ok" if expected == found else "DIFFERENT"
    say(f"{what:<22} expected {plain(expected):<34} found {plain(found):<34} {verdict}")
    progress.differences += verdict != "ok"


# Makes the result of the comparisons the script's own.
def conclude():
    if progress.differences:
        fail(f"{progress.differences} of the checks above found something else than intended.")


# A folder beside the script that nobody else can read.
def private_folder(name):
    folder = os.path.join(here, name)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder


# A file is complete or as it was before, also when the script is killed. Nobody else can read it.
def write_private(path, text):
    temporary = f"{path}.{os.getpid()}"
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as file:
        file.write(text)
    os.replace(temporary, path)


# read_state says: before (as it was read), after (already as intended), or what else it found.
# Only the state that was reviewed is acted upon.
def require_known_state(state):
    if state not in ("before", "after"):
        fail(f"{TARGET} is no longer as it was read: {state}.", "Somebody changed it since. Read it again and generate a new bundle.")


# The steps of a change in their order. A dry run walks the same ones.
def change(steps):
    say(steps["purpose"], f"Target: {TARGET} ({ENVIRONMENT}), {progress.mode}")
    step("Preflight: is this the intended target, and is it still what was read?")
    steps["preflight"]()
    state = steps["read_state"]()
    require_known_state(state)
    if state == "after":
        say("Nothing to change: it is already as intended.")
        if progress.mode != "run":
            raise End(0)
    else:
        step("Plan: what would change")
        steps["describe"]()
        step("Rehearsal: the server judges the change and stores nothing")
        steps["rehearse"]()
        confirm()
        step("Backup: the live object as it is now")
        if steps["read_state"]() != "before":
            fail("It changed while you were asked. Nothing was done; look again.")
        steps["backup"]()
        step("Apply")
        steps["apply"]()
        if progress.mode != "run":
            raise End(2)
    step("Wait: until the change has arrived everywhere")
    steps["settle"]()
    step("Verify: is it what was intended?")
    steps["verify"]()
    say("Done.")


# The order of a change.
def contract_main(steps):
    parse_options(steps)
    if progress.assume_yes and is_closed():
        complain(f"ERROR: --yes is refused: this is {ENVIRONMENT}, where a person types the target's name.")
        sys.exit(1)
    guarded(steps, lambda: change(steps))


# The steps of a script that only reads. It may have words of its own for what it does there.
def check(steps):
    say(steps["purpose"], f"Target: {TARGET} ({ENVIRONMENT}), reads only")
    step("Preflight: is this the intended target?")
    steps["preflight"]()
    step(steps.get("headline", "Verify: is it what was intended?"))
    steps["verify"]()
    say(steps.get("conclusion", "It is."))


# The order of a script that only reads.
def contract_check(steps):
    parse_options(steps)
    if progress.mode != "dry-run":
        progress.mode = "verify"
    if progress.assume_yes:
        say("There is nothing to agree to: this only reads.")
    guarded(steps, lambda: check(steps))
