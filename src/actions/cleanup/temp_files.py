"""Files, links and folders in /tmp and /var/tmp that nobody has used for long, and nobody has open."""

import fnmatch

from open_files import find_open_files, is_open
from sweep import sweep
from system_places import places

# Mounts and sockets of the system, which are as old as the last boot.
OF_THE_SYSTEM = ("systemd-private-*", "snap-private-tmp", ".X11-unix", ".ICE-unix", ".XIM-unix", ".font-unix", "lost+found")


def clean(cleaner):
    opened = find_open_files()

    def wants(found):
        status = found.status
        if not (found.is_file() or found.is_link()) or is_open(found, opened):
            return False
        # What was moved here has its old times, but for the last one.
        return cleaner.is_old(status.st_atime, status.st_mtime, status.st_ctime)

    def wants_folder(found):
        # Its time of use changes whenever somebody lists it.
        return cleaner.is_old(found.status.st_mtime, found.status.st_ctime) and not is_open(found, opened)

    for path in places(cleaner, "temp_files", ["/tmp", "/var/tmp"]):
        sweep(cleaner, path, wants=wants, wants_folder=wants_folder, enters=is_no_systems)


def is_no_systems(found):
    return not any(fnmatch.fnmatch(found.name, pattern) for pattern in OF_THE_SYSTEM)
