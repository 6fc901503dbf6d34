"""Links that lead nowhere."""

import errno
import os

from sweep import sweep
from system_places import homes, places

# Not every link is meant to lead somewhere: some say who holds a lock.
LOCKS = {"lock", "SingletonLock", "SingletonCookie", "SingletonSocket"}
# What is plugged in, or mounted, at times.
AWAY = ("/media/", "/mnt/", "/run/", "/proc/", "/sys/", "/dev/", "/net/")
REPOSITORIES = {".git", ".hg", ".svn"}


def clean(cleaner):
    def wants(found):
        if not found.is_link() or found.name in LOCKS or found.name.startswith(".#"):
            return False
        return cleaner.is_old(found.status.st_mtime) and is_broken(found)

    usual = ["/usr/local/bin", "/usr/local/sbin"]
    usual += [os.path.join(home, folder) for home in homes() for folder in (".local/bin", "bin")]
    for path in places(cleaner, "broken_symlinks", usual):
        sweep(cleaner, path, wants=wants, enters=lambda found: found.name not in REPOSITORIES)


def is_broken(found):
    """What cannot be looked at is not known to be gone."""
    try:
        target = os.readlink(found.name, dir_fd=found.folder)
        os.stat(found.name, dir_fd=found.folder)
    except OSError as error:
        return error.errno in (errno.ENOENT, errno.ELOOP) and not target.startswith(AWAY)
    return False
