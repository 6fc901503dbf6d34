"""Writes files anew, each of them whole or not at all. What was there is kept for a rollback, and put back on failure."""

import difflib
import hashlib
import json
import os
import shutil

from source_repository import write_atomically

KEPT_RUNS = 5


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
            put_back(self._folder, lambda _path: None)
            shutil.rmtree(self._folder, ignore_errors=True)
        elif self._kept:
            forget_old(self._all, self._action.run_id)

    def rewrite(self, name, text):
        """`name` starts at the repository."""
        path = os.path.join(self._root, name)
        new = text.encode("utf-8")
        with open(path, "rb") as file:
            old = file.read()
        # A formatter that gives nothing for something has failed, whatever it says.
        if old == new or not new.strip():
            return
        self.lines += count_changed(old, new)
        self._action.would(f"write {name} anew")
        if not self._action.dry_run:
            self._keep(path, old, new)
            write_atomically(path, new)
            if name not in self.written:
                self._action.change("file-modified", path=path)
        self.written.add(name)

    def _keep(self, path, old, new):
        os.makedirs(self._folder, mode=0o700, exist_ok=True)
        entry = self._kept.setdefault(path, {"copy": f"{len(self._kept)}"})
        copy = os.path.join(self._folder, entry["copy"])
        if "sha256" not in entry:
            write_atomically(copy, old, mode=0o600)
        entry["sha256"] = sha256(new)
        write_atomically(os.path.join(self._folder, "list.json"), json.dumps(self._kept).encode(), mode=0o600)


def put_back(folder, tell):
    """Tells the path of each file, and whether it was put back: one that has been changed since stays as it is."""
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
            write_atomically(path, old)
            tell((path, True))
        elif current != old:
            tell((path, False))


def forget_old(folder, current):
    others = sorted((name for name in os.listdir(folder) if name != current), reverse=True)
    for name in others[KEPT_RUNS - 1 :]:
        shutil.rmtree(os.path.join(folder, name), ignore_errors=True)


def count_changed(old, new):
    """Lines that went, and lines that came."""
    blocks = difflib.SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False).get_opcodes()
    return sum(i2 - i1 + j2 - j1 for verb, i1, i2, j1, j2 in blocks if verb != "equal")


def sha256(content):
    return hashlib.sha256(content).hexdigest()
