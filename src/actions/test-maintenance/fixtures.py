"""The files that tests compare with, before and after they were renewed."""

import os
import re

from source_repository import list_files
from whole_file import rewrite_whole, write_whole

PATTERN = re.compile(r"(\.snap|\.snapshot|\.ambr)$|(^|/)(__snapshots__|snapshots|testdata|golden)/")


class Fixtures:
    def __init__(self, action, root):
        self._action = action
        self._root = root
        self._wanted = action.params["update_fixtures"]
        self._before = self._read() if self._wanted else {}
        self._settled = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self._settled:
            self.settle(keep=False)

    def settle(self, keep):
        """Tells what has changed, or puts it back."""
        self._settled = True
        if not self._wanted:
            return
        after = self._read()
        changed = sorted(name for name in {**self._before, **after} if self._before.get(name) != after.get(name))
        for name in changed:
            path = os.path.join(self._root, name)
            if keep:
                kind = "file-created" if name not in self._before else "file-modified" if name in after else "file-deleted"
                self._action.change(kind, path=path)
            elif name in self._before and name in after:
                rewrite_whole(path, self._before[name])
            elif name in self._before:
                # A test has removed it.
                os.makedirs(os.path.dirname(path), exist_ok=True)
                write_whole(path, self._before[name], 0o644)
            else:
                os.unlink(path)
        self._action.metrics["fixtures_updated"] = len(changed) if keep else 0
        if changed and not keep:
            self._action.say(f"{len(changed)} files that tests compare with are as they were, because tests fail")

    def _read(self):
        found = {}
        for name in list_files(self._root):
            if PATTERN.search(name):
                with open(os.path.join(self._root, name), "rb") as file:
                    found[name] = file.read()
        return found
