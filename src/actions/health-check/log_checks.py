"""How large logs are."""

import glob
import os

from check import FAILED, OK, OVER, Check


def check_logs(action):
    return [check_log(item["path"], action.path(item["path"]), item["max_mb"]) for item in action.params["logs"]]


def check_log(name, pattern, max_mb):
    places = [pattern] if os.path.lexists(pattern) else glob.glob(pattern)
    if not places:
        return Check("log", name, FAILED, "there is nothing: name a file, a folder or a pattern of this host")
    try:
        size = sum(map(size_of, places)) / 1e6
    except OSError as error:
        return Check("log", name, FAILED, f"{error.strerror}: {error.filename}")
    if size > max_mb:
        return Check("log", name, OVER, f"{size:.1f} MB, more than {max_mb:g}: rotate it more often")
    return Check("log", name, OK, f"{size:.1f} MB")


def size_of(path):
    """What it takes on the disk: logs may have holes. Links are not followed."""
    if not os.path.isdir(path) or os.path.islink(path):
        return os.lstat(path).st_blocks * 512
    total = 0
    for folder, _, names in os.walk(path, onerror=refuse):
        for name in names:
            try:
                total += os.lstat(os.path.join(folder, name)).st_blocks * 512
            except FileNotFoundError:
                continue  # rotated away meanwhile
    return total


def refuse(error):
    if not isinstance(error, FileNotFoundError):
        raise error
