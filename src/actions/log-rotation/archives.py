"""Archives of logs: what they are called, how one is written, and which of them go.

    /var/log/wiki.log  →  /var/log/wiki.log-20261120T020000Z.gz, or below `archive_dir`
"""

import contextlib
import glob
import gzip
import hashlib
import os
import re
import time
import zlib

from runner_action import Refused

CHUNK = 1 << 20
NAME = re.compile(r"^(?P<log>.+)-(?P<stamp>[0-9]{8}T[0-9]{6}Z)(?:-(?P<again>[0-9]+))?(?P<gz>\.gz)?$")
STAMP = "%Y%m%dT%H%M%SZ"


def archive_folder(action, log):
    """Each log keeps its path there, so that two of one name do not meet."""
    if "archive_dir" not in action.params:
        return os.path.dirname(log)
    return os.path.join(action.path(action.params["archive_dir"]), os.path.dirname(log).lstrip("/"))


def free_name(action, log):
    """For the renamed log and its archive: without .gz."""
    first = name = f"{os.path.basename(log)}-{time.strftime(STAMP, time.gmtime())}"
    again = 1
    while any(os.path.lexists(os.path.join(folder, name + end)) for folder in places(action, log) for end in ("", ".gz")):
        again += 1
        name = f"{first}-{again}"
    return name


def places(action, log):
    return {os.path.dirname(log), archive_folder(action, log)}


class Archive:
    """A file of gzip to which parts of a log are added. Each is on the disk and was read back when add() returns."""

    def __init__(self, action, log, name, like):
        self.folder = archive_folder(action, log)
        os.makedirs(self.folder, mode=0o755, exist_ok=True)
        self.path = os.path.join(self.folder, f"{name}.gz")
        self._partial = os.path.join(self.folder, f".{name}.gz.partial")
        self._now = self._partial
        # Once something was taken out of the log, what is here is all there is of it.
        self.is_needed = False
        self.lost_bytes = 0
        with open(self._partial, "xb") as file:
            os.fchmod(file.fileno(), like.st_mode & 0o666)
            if os.geteuid() == 0:
                os.fchown(file.fileno(), like.st_uid, like.st_gid)

    def add(self, log, start, end):
        """The bytes of the file descriptor `log` from `start` to `end`."""
        digest = hashlib.sha256()
        with open(self._now, "r+b") as file:
            place = file.seek(0, os.SEEK_END)
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6) as packed:
                while start < end:
                    data = os.pread(log, min(CHUNK, end - start), start)
                    if not data:
                        raise Refused("it became shorter while it was read: does something else rotate it?")
                    digest.update(data)
                    packed.write(data)
                    start += len(data)
            file.flush()
            os.fsync(file.fileno())
            file.seek(place)
            if hash_unpacked(file) != digest.hexdigest():
                raise Refused(f"what was read back of {self._now} is not what was written: look after the disk")

    def keep(self):
        os.rename(self._partial, self.path)
        self._now = self.path
        sync_folder(self.folder)

    def discard(self):
        if self.is_needed:
            return
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._now)

    def size(self):
        return os.stat(self._now).st_size


def hash_unpacked(file):
    digest = hashlib.sha256()
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as packed:
            while True:
                data = packed.read(CHUNK)
                if not data:
                    return digest.hexdigest()
                digest.update(data)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return "unreadable"


def sync_folder(folder):
    file = os.open(folder, os.O_RDONLY)
    os.fsync(file)
    os.close(file)


def find_archives(action, patterns):
    """All of the logs that the patterns mean, also of logs that are gone: [(stamp, path)], the oldest first."""
    base = action.path(action.params["archive_dir"]) if "archive_dir" in action.params else "/"
    found = set()
    for pattern in patterns:
        below = os.path.join(glob.escape(base), pattern.lstrip("/"))
        for path in glob.glob(f"{below}-[0-9]*Z*.gz", recursive=True):
            parts = NAME.match(os.path.basename(path))
            if parts is not None and parts["gz"] and os.path.isfile(path) and not os.path.islink(path):
                found.add((parts["stamp"], int(parts["again"] or 1), path))
    return [(stamp, path) for stamp, _, path in sorted(found)]


def find_too_old(action, archives):
    days = action.params["delete_archives_days"]
    oldest = time.strftime(STAMP, time.gmtime(time.time() - days * 86_400))
    return [path for stamp, path in archives if days > 0 and stamp < oldest]


def find_too_many(action, archives, just_made):
    most = action.params["max_total_gb"] * 1e9
    total = sum(os.stat(path).st_size for _, path in archives)
    going = []
    for _, path in archives:
        if total <= most:
            break
        if path not in just_made:
            total -= os.stat(path).st_size
            going.append(path)
    return going


def delete(action, paths, why):
    for path in paths:
        size = os.stat(path).st_size
        os.unlink(path)
        action.change("file-deleted", path=path, bytes=size)
        action.say(f"removed {path}: {why}")
        action.metrics["archives_deleted"] += 1
        action.metrics["space_freed_bytes"] += size
