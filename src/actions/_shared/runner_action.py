"""What the built-in actions have in common: parameters in, outputs and a clear end out.

A script imports it from its own folder, where the runner puts both:

    from runner_action import Action, Refused

    def main(action):
        ...
        action.summary = "12 files saved"

    Action.run(main)
"""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from fitting import fit

# RUNNER_OUTPUT is read for 64 KiB. What people need most is written last and fits always.
MOST_OUTPUT_BYTES = 60_000
MOST_DATA_BYTES = 45_000


def _scratch():
    return tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace", dir=os.environ.get("RUNNER_TMP"))


class Refused(Exception):
    """The action cannot do what it was asked for. The text says what, where, and what to do."""

    def __init__(self, message, **data):
        super().__init__(message)
        self.data = data


class Action:
    """One run of an action."""

    def __init__(self, environ=os.environ):
        self.params = json.loads(environ.get("RUNNER_PARAMS") or "{}")
        self.dry_run = environ.get("RUNNER_DRY_RUN") == "1"
        # Private, removed after the run.
        self.tmp = environ.get("RUNNER_TMP") or tempfile.mkdtemp(prefix="action-")
        self.task = environ.get("RUNNER_TASK") or "action"
        self.run_id = environ.get("RUNNER_RUN_ID") or "none"
        self.summary = ""
        self.metrics = {}
        self.data = {}
        self.failed = False
        self._changes = []
        self._artifacts = []
        self._output = environ.get("RUNNER_OUTPUT")

    def say(self, text):
        """A line of the log."""
        print(text, flush=True)

    def warn(self, text):
        print(f"warning: {text}", flush=True)
        self.data.setdefault("warnings", []).append(text)

    def would(self, text):
        """A line of the log about what is done, or in a dry run, would be."""
        self.say(f"would {text}" if self.dry_run else text)

    def change(self, kind, **what):
        """`kind` as docs/outputs.md has it; `what`: path=, package=, service= and whatever else is a plain value."""
        self._changes.append({"kind": kind, **what})

    def artifact(self, path, **what):
        """A file that stays on the host. `sha256` and `bytes` are found out by the runner where they are not given."""
        self._artifacts.append({"path": os.path.abspath(path), **what})

    def fail(self, summary):
        """The run goes on and ends as failed, with this summary."""
        self.failed = True
        self.summary = summary

    def path(self, text):
        """`~` is the home of the run's user. Always absolute."""
        expanded = os.path.expanduser(text)
        if expanded.startswith("~"):
            # Else a folder of that name would be made where the task works.
            raise Refused(f"nobody knows which folder {text} is: {text.split('/')[0]} is no user of this host, or has no home; write it in full")
        return os.path.abspath(expanded)

    def command(self, words, **options):
        """Runs a program, in plain English, and gives what it printed. Refused, with the end of what it said, if it fails.

        Files, and not pipes: a service that it leaves in the background holds these, and would be waited for.
        """
        environment = {**os.environ, "LC_ALL": "C.UTF-8", **options.pop("env", {})}
        with _scratch() as printed, _scratch() as complaints:
            try:
                done = subprocess.run(
                    words,
                    stdin=options.pop("stdin", subprocess.DEVNULL),
                    stdout=printed,
                    stderr=complaints,
                    check=False,
                    env=environment,
                    **options,
                )
            except OSError as error:
                raise Refused(f"{words[0]} cannot be executed: {error.strerror}", command=words[0]) from None
            out, err = (file.seek(0) or file.read() for file in (printed, complaints))
        if done.returncode != 0:
            said = (err.strip() or out.strip())[-500:]
            raise Refused(f"{words[0]} failed with exit code {done.returncode}: {said}", command=words[0])
        return out

    def need_tool(self, name, package=None):
        """For what only some parameters need; what every run needs stands in `requires`."""
        if shutil.which(name) is None:
            raise Refused(f"{name} is not installed: install the package {package or name}, or ask for something else")

    def state_dir(self):
        """A folder of the run's user that stays, for what the task has to remember from run to run."""
        own = "/var/lib/runner/actions" if os.geteuid() == 0 else "~/.local/state/runner/actions"
        folder = os.path.join(self.path(os.environ.get("RUNNER_ACTION_STATE") or own), self.task)
        if not self.dry_run:
            os.makedirs(folder, mode=0o700, exist_ok=True)
        return folder

    @staticmethod
    def run(main):
        """Calls main(action) and ends the process: 0, or 1 with what went wrong as outputs."""
        action = Action()
        # A name of a file need not be text, and is said all the same.
        sys.stdout.reconfigure(errors="backslashreplace")
        # The runner sends TERM first. What is going on is undone by `finally`, and said.
        signal.signal(signal.SIGTERM, _stop)
        try:
            main(action)
        except Refused as refused:
            action.data.update(refused.data)
            action.fail(str(refused))
        except KeyboardInterrupt:
            action.fail("it was stopped before it was done")
        except OSError as error:
            action.fail(describe(error))
            if error.errno not in _EXPECTED:
                raise
        finally:
            action.write_outputs()
        if action.summary:
            print(("error: " if action.failed else "") + action.summary, flush=True)
        sys.exit(1 if action.failed else 0)

    def write_outputs(self):
        """As lines of RUNNER_OUTPUT, the most important ones last: of two lines of one name the later counts."""
        if self._output is None:
            return
        lines = []
        data, left_out = fit(self.data, MOST_DATA_BYTES)
        head = {"summary": self.summary, "metrics": self.metrics, "data": data}
        room = MOST_OUTPUT_BYTES - len(json.dumps(head))
        for name, items in (("artifacts", self._artifacts), ("changes", self._changes)):
            for item in items:
                line = json.dumps({name: [item]})
                room -= len(line) + 1
                if room > 0:
                    lines.append(line)
                else:
                    left_out += 1
        if left_out > 0:
            head["data"] = {**data, "left_out": left_out}
        lines.append(json.dumps({key: value for key, value in head.items() if value}))
        with open(self._output, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


_OF_THE_PATH = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG}
_OF_THE_DISK = {errno.EIO, errno.ESTALE}
_EXPECTED = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, *_OF_THE_PATH, *_OF_THE_DISK}


def _stop(_signal, _frame):
    raise KeyboardInterrupt


def describe(error):
    where = f": {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full{where}: free some space; what was there before is as it was"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"not allowed{where}: run the task as a user who may, or give that user the right"
    if error.errno == errno.EROFS:
        return f"the file system is read-only{where}: choose another place, or name it under `writable`"
    if error.errno in _OF_THE_PATH and where:
        return f"{error.strerror}{where}: correct the path, or see why it is so"
    if error.errno in _OF_THE_DISK:
        return f"the disk cannot be read or written{where} ({error.strerror}): look after the disk"
    return f"{error.strerror or error}{where}"
