"""Which logs there are, and which of them are due."""

import glob
import os
import shutil
import stat
import subprocess
import time
from calendar import timegm

from archives import NAME, STAMP
from runner_action import Refused

COMPRESSED = (".gz", ".xz", ".zst", ".bz2", ".partial")
# So that they fit into a list of arguments, each of them with the longest path.
MOST_AT_ONCE = 250
OF_DOCKER = "containers/*/*-json.log"


def find_patterns(action):
    patterns = [action.path(path) for path in action.params["paths"]]
    # `**` at the end means all files below, not only folders.
    patterns = [os.path.join(path, "*") if os.path.basename(path) == "**" else path for path in patterns]
    if action.params["docker_logs"]:
        patterns.append(os.path.join(docker_root(action), OF_DOCKER))
    if not patterns:
        raise Refused("there is nothing to rotate: name logs under `paths`, or set `docker_logs`")
    return patterns


def docker_root(action):
    if shutil.which("docker") is None:
        return "/var/lib/docker"
    return action.command(["docker", "info", "--format", "{{.DockerRootDir}}"]).strip()


def find_logs(action, patterns):
    """Regular files, and with another list those that an earlier run renamed and could not compress yet."""
    logs = set()
    renamed = set()
    for pattern in patterns:
        found = glob.glob(pattern, recursive=True)
        if not found:
            action.warn(f"there is no {pattern}")
        logs.update(path for path in found if NAME.match(os.path.basename(path)) is None)
        for path in glob.glob(f"{pattern}-[0-9]*Z*", recursive=True):
            parts = NAME.match(os.path.basename(path))
            if parts is not None and not parts["gz"] and is_regular(path):
                renamed.add((os.path.join(os.path.dirname(path), parts["log"]), path))
    usable = sorted(path for path in logs if not path.endswith(COMPRESSED) and is_usable(action, path))
    if not usable and not renamed and not any(glob.glob(pattern, recursive=True) for pattern in patterns):
        raise Refused(f"there is no log: none of {', '.join(patterns)} exists; mend `paths`")
    return usable, sorted(renamed)


def is_regular(path):
    return stat.S_ISREG(os.lstat(path).st_mode)


def is_usable(action, path):
    if not is_regular(path):
        return False
    # A second name could be that of a file somewhere else, laid there by somebody who may not write into it.
    if os.lstat(path).st_nlink > 1:
        action.warn(f"{path} has a second name, and is left alone")
        return False
    return True


def find_due(action, logs, archives):
    """[(log, why)]"""
    last = {}
    for moment, path in archives:
        last[path_of_log(action, path)] = timegm(time.strptime(moment, STAMP))
    births = find_births(logs)
    due = []
    for log in logs:
        size = os.lstat(log).st_size
        days = (time.time() - last.get(log, births[log])) / 86_400
        if size > action.params["max_size_mb"] * 1e6:
            due.append((log, f"{size / 1e6:.1f} MB"))
        elif size > 0 and days > action.params["max_age_days"]:
            due.append((log, f"{days:.1f} days"))
    return due


def path_of_log(action, archive):
    folder = os.path.dirname(archive)
    if "archive_dir" in action.params:
        folder = "/" + os.path.relpath(folder, action.path(action.params["archive_dir"]))
    return os.path.join(os.path.normpath(folder), NAME.match(os.path.basename(archive))["log"])


def find_births(logs):
    """When the files were made; where the file system does not know, when they were last written to."""
    births = {log: os.lstat(log).st_mtime for log in logs}
    for start in range(0, len(logs), MOST_AT_ONCE):
        some = logs[start : start + MOST_AT_ONCE]
        # Python has no statx(2).
        words = ["stat", "--printf", r"%W\n", "--", *some]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True)
        seconds = done.stdout.split()
        if done.returncode == 0 and len(seconds) == len(some):
            births.update({log: min(int(made), births[log]) for log, made in zip(some, seconds) if int(made) > 0})
    return births
