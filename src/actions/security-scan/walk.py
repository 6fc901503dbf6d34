"""Goes through folders without following links, and stays on the disks of this machine."""

import os
import stat

# What these hold is no file of the host's own, or belongs to another host.
FOREIGN = ("proc", "sysfs", "devtmpfs", "devpts", "cgroup", "cgroup2", "overlay", "squashfs", "autofs", "nfs", "nfs4", "cifs", "smb3")
FOREIGN += ("9p", "virtiofs", "ceph", "iso9660", "rpc_pipefs", "tracefs", "debugfs", "securityfs", "bpf")
QUICK_DEPTH = 4


def walk(scan, folders):
    """Yields (path, stat, others_reach): whether everybody may pass the folders above it."""
    foreign = mounts_of_others() - {scan.root}
    # A folder to begin with may be a link, as /home often is. Two may be the same.
    for path in dict.fromkeys(scan.real(folder) for folder in folders):
        try:
            about = os.lstat(path)
        except FileNotFoundError:
            continue
        if stat.S_ISDIR(about.st_mode):
            yield from walk_folder(scan, path, about, others_reach(scan, path), foreign)


def walk_folder(scan, top, about, is_reached, foreign):
    # A stack and no recursion: folders may be deeper than Python's.
    waiting = [(top, about, is_reached, 0)]
    while waiting:
        path, about, is_reached, depth = waiting.pop()
        scan.seconds_left()
        if path in foreign or scan.is_excluded(scan.inside(path)):
            continue
        scan.files_scanned += 1
        yield path, about, is_reached
        if not stat.S_ISDIR(about.st_mode) or (depth >= QUICK_DEPTH and not scan.is_full):
            continue
        try:
            with os.scandir(path) as entries:
                names = sorted((entry.path for entry in entries), reverse=True)
        except PermissionError:
            scan.not_readable.add(scan.inside(path))
            continue
        except (FileNotFoundError, NotADirectoryError):
            continue
        # Who uses that host is within its root folder already.
        passes = is_reached and (bool(about.st_mode & 0o001) or (path == scan.root and not scan.is_host))
        for name in names:
            try:
                waiting.append((name, os.lstat(name), passes, depth + 1))
            except OSError:
                pass


def others_reach(scan, path):
    """Of the folders between the root and this one."""
    while path != scan.root:
        path = os.path.dirname(path)
        if not os.lstat(path).st_mode & 0o001:
            return path == scan.root and not scan.is_host
    return True


def mounts_of_others():
    mounts = set()
    with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            _, path, kind = line.split(" ")[:3]
            if (kind in FOREIGN or kind.startswith("fuse.")) and path != "/":
                mounts.add(path.encode("utf-8", "surrogateescape").decode("unicode_escape") if "\\" in path else path)
    return mounts
