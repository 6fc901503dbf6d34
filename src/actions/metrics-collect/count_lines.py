"""Lines of the text files of a source repository."""

import collections
import os
import shutil
import subprocess

# What is made, or fetched: where git cannot say what belongs to the repository.
FOREIGN = {"node_modules", "vendor", "dist", "build", "target", "coverage", "venv", "__pycache__"}
MOST_BYTES = 5_000_000
MOST_KINDS = 20


def count_lines(root):
    """Files, lines, and lines by the ends of the files' names."""
    files, kinds = 0, collections.Counter()
    for path in list_files(root):
        lines = count(os.path.join(root, path))
        if lines is not None:
            files += 1
            kinds[os.path.splitext(path)[1].lstrip(".").lower() or "other"] += lines
    return files, sum(kinds.values()), dict(kinds.most_common(MOST_KINDS))


def list_files(root):
    """Those that git tracks. It refuses folders of other users, and what it might be told to execute there is turned off."""
    if shutil.which("git"):
        done = subprocess.run(
            ["git", "-C", root, "-c", "core.fsmonitor=false", "ls-files", "-z"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    return list(walk(root))


def walk(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in FOREIGN and name[0] != "."]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


def count(path):
    """None: it is no text, too large, a link, or not to be read."""
    try:
        if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > MOST_BYTES:
            return None
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    if b"\0" in data[:8000]:
        return None
    return data.count(b"\n") + (1 if data and not data.endswith(b"\n") else 0)
