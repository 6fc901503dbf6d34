"""Writes files anew, each of them whole or not at all. What was there is kept for a rollback, and put back on failure."""

import difflib
import hashlib
import json
import os
import shutil

from source_repository import run_bytes
from whole_file import rewrite_whole, write_whole

KEPT_RUNS = 5
# What becomes of bytes that are no UTF-8.
NO_CHARACTER = "\ufffd".encode()
# Of longer files it is only estimated how many lines change: what is there very often counts as changed.
LONG_LINES = 2000


class Rewriter:
    def __init__(self, action, root):
        self._action = action
        self._root = root
        self._all = os.path.join(action.state_dir(), "undo")
        self._folder = os.path.join(self._all, action.run_id)
        self._kept = {}
        self.written = set()
        self.lines = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, _error, _trace):
        if kind is not None:
            put_back(self._folder, lambda _told: None, with_times=True)
            shutil.rmtree(self._folder, ignore_errors=True)
        elif self._kept:
            forget_old(self._all, self._action.run_id)

    def reformat(self, name, words):
        """By a program that reads the file from its standard input. `name` starts at the repository."""
        old = self._read(name)
        code, new, _ = run_bytes(words, self._root, stdin=old)
        if code == 0:
            self._replace(name, old, new)

    def rewrite(self, name, text):
        self._replace(name, self._read(name), text.encode("utf-8"))

    def _read(self, name):
        with open(os.path.join(self._root, name), "rb") as file:
            return file.read()

    def _replace(self, name, old, new):
        # A formatter that gives nothing for something has failed, whatever it says.
        if old == new or not new.strip():
            return
        if new.count(NO_CHARACTER) > old.count(NO_CHARACTER):
            self._action.warn(f"{name} is not in UTF-8, and stays as it is")
            return
        path = os.path.join(self._root, name)
        self.lines += count_changed(old, new)
        self._action.would(f"write {name} anew")
        if not self._action.dry_run:
            self._keep(path, old, new)
            rewrite_whole(path, new)
            if name not in self.written:
                self._action.change("file-modified", path=path)
        self.written.add(name)

    def _keep(self, path, old, new):
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        entry = self._kept.setdefault(path, {"copy": f"{len(self._kept)}", "mtime_ns": os.stat(path).st_mtime_ns})
        copy = os.path.join(self._folder, entry["copy"])
        if "sha256" not in entry:
            write_whole(copy, old, 0o600)
        entry["sha256"] = sha256(new)
        write_whole(os.path.join(self._folder, "list.json"), json.dumps(self._kept), 0o600)


def put_back(folder, tell, with_times=False):
    """Tells the path of each file, and whether it was put back: one that has been changed since stays as it is.

    With the times of before nobody can see that there was something else meanwhile: not for a rollback, after which what
    was built from that has to be built anew.
    """
    try:
        with open(os.path.join(folder, "list.json"), encoding="utf-8") as file:
            kept = json.load(file)
    except FileNotFoundError:
        return
    for path, entry in kept.items():
        with open(os.path.join(folder, entry["copy"]), "rb") as file:
            old = file.read()
        try:
            with open(path, "rb") as file:
                current = file.read()
        except FileNotFoundError:
            current = b""
        if sha256(current) == entry["sha256"]:
            rewrite_whole(path, old)
            if with_times:
                os.utime(path, ns=(entry["mtime_ns"], entry["mtime_ns"]))
            tell((path, True))
        elif current != old:
            tell((path, False))


def forget_old(folder, current):
    others = sorted((name for name in os.listdir(folder) if name != current), reverse=True)
    for name in others[KEPT_RUNS - 1 :]:
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)


def count_changed(old, new):
    """Lines that went, and lines that came."""
    before, after = old.splitlines(), new.splitlines()
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=len(after) > LONG_LINES).get_opcodes()
    return sum(i2 - i1 + j2 - j1 for verb, i1, i2, j1, j2 in blocks if verb != "equal")


def sha256(content):
    return hashlib.sha256(content).hexdigest()
