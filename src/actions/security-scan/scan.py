"""What all checks share: where they look, for how long, and what they have found."""

import fnmatch
import os
import shlex
import signal
import subprocess
import time

SEVERITIES = ["low", "medium", "high", "critical"]
# As many as Linux follows.
MOST_LINKS = 40


class OutOfTime(Exception):
    """max_scan_time is over."""


class NotDone(Exception):
    """A check or a program could not do its work. The text says why."""


class Scan:
    def __init__(self, root, params):
        self.root = root
        self.is_host = root == "/"
        self.is_full = params["mode"] == "full"
        self.params = params
        self.deadline = time.monotonic() + params["max_scan_time"]
        self.findings = []
        self.accepted = 0
        self.files_scanned = 0
        self.not_readable = set()
        self._seen = set()

    def path(self, inside):
        """The file of the host that is scanned; `inside` is absolute there."""
        return os.path.join(self.root, inside.lstrip("/"))

    def real(self, inside):
        """Where a file of that host is. Its links lead to places of that host, and never out of it."""
        waiting, current, links = inside.split("/")[::-1], self.root, 0
        while waiting:
            part = waiting.pop()
            if part in ("", ".", ".."):
                current = os.path.dirname(current) if part == ".." and current != self.root else current
                continue
            path = os.path.join(current, part)
            if not os.path.islink(path):
                current = path
                continue
            links += 1
            if links > MOST_LINKS:
                # Nothing is there.
                return os.devnull
            target = os.readlink(path)
            current = self.root if target.startswith("/") else current
            waiting += target.split("/")[::-1]
        return current

    def inside(self, path):
        """The other way round: how those know it who use that host."""
        return path if self.is_host else path[len(self.root) :] or "/"

    def is_excluded(self, inside):
        return any(fnmatch.fnmatchcase(inside, pattern) for pattern in self.params["exclude"])

    def found(self, rule, severity, title, place, advice, line=None):
        """`place`: a path of the host, or what else it is about."""
        title, place, advice = (as_text(each) for each in (title, place, advice))
        key = (rule, place, line)
        if key in self._seen:
            return
        self._seen.add(key)
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in self.params["accept"] for name in (rule, f"{rule}:{place}")):
            self.accepted += 1
            return
        finding = {"rule": rule, "severity": severity, "title": title, "place": place, "advice": advice}
        if line is not None:
            finding["line"] = line
        self.findings.append(finding)

    def seconds_left(self):
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left

    def run(self, words, good=(0,)):
        """What a program prints, in plain English. It ends with the scan, and so does all that it has started."""
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, start_new_session=True
        ) as process:
            try:
                out, err = process.communicate(timeout=self.seconds_left())
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        if process.returncode not in good:
            said = (err.strip() or out.strip())[-300:].decode("utf-8", "replace")
            raise NotDone(f"{words[0]} failed with exit code {process.returncode}: {said}")
        return out.decode("utf-8", "replace")

    def read_lines(self, inside):
        """Of a text of the host; none where it is not there, or may not be read, which is remembered."""
        try:
            with open(self.real(inside), encoding="utf-8", errors="replace") as file:
                return file.read().splitlines()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return []
        except PermissionError:
            self.not_readable.add(inside)
            return []

    def list_names(self, inside):
        try:
            return sorted(os.listdir(self.real(inside)))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except PermissionError:
            self.not_readable.add(inside)
            return []


def as_text(name):
    """A name of a file need not be text. What would move a terminal's cursor, or begin a line of its own, is written out."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)


def quoted(name):
    """For a line of shell that somebody may copy: of a file whose name was chosen by somebody else."""
    if name.isprintable():
        return shlex.quote(name)
    letters = (chr(byte) if 32 < byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in os.fsencode(name))
    return f"$'{''.join(letters)}'"


def by_severity(findings):
    """Most severe first."""
    return sorted(findings, key=lambda each: (-SEVERITIES.index(each["severity"]), each["rule"], each["place"]))


def is_at_least(severity, threshold):
    return SEVERITIES.index(severity) >= SEVERITIES.index(threshold)
