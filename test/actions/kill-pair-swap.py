"""Ends a swap of two files by SIGKILL before each call that changes the file system, and says what is there then.

argv: the folder of the action, an empty folder, "same" or "apart" (two folders), "there" or "absent" (old files).
Prints a list of JSON: what both files were after the kill, and after the next run has tidied up.
"""

import json
import os
import shutil
import signal
import sys

sys.path.insert(0, sys.argv[1])
from pair_swap import PairSwap  # noqa: E402

CHANGING = ("mkdir", "link", "symlink", "replace", "unlink", "rmdir", "chmod")


def main():
    base, where, before = sys.argv[2:5]
    found = []
    step = 0
    while True:
        step += 1
        paths = lay_out(os.path.join(base, str(step)), where, before)
        child = os.fork()
        if child == 0:
            kill_at(step)
            swap(paths)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        after_kill = look(paths)
        PairSwap(paths).settle()
        found.append({"afterKill": after_kill, "settled": look(paths), "isPlain": is_plain(paths)})
        if not os.WIFSIGNALED(status):
            print(json.dumps(found))
            return


def lay_out(folder, where, before):
    names = ("site/pem", "site/key") if where == "same" else ("certs/pem", "private/key")
    paths = [os.path.join(folder, name) for name in names]
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if before == "there":
            with open(path, "w", encoding="utf-8") as file:
                file.write("old")
    return paths


def kill_at(step):
    left = [step]

    def counted(call):
        def run(*arguments, **named):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return run

    for name in CHANGING:
        setattr(os, name, counted(getattr(os, name)))


def swap(paths):
    it = PairSwap(paths)
    it.prepare([b"new", b"new"], [0o644, 0o600])
    it.turn("new")
    it.settle()


def look(paths):
    said = []
    for path in paths:
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                said.append(file.read())
        else:
            said.append("absent")
    return " ".join(said)


def is_plain(paths):
    """Both are files or absent, and nothing else is there."""
    for path in paths:
        shown = os.listdir(os.path.dirname(path))
        if os.path.islink(path) or any(name not in ("pem", "key") for name in shown):
            return False
    shutil.rmtree(os.path.dirname(os.path.dirname(paths[0])))
    return True


main()
