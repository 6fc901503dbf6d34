"""Where a type looks, and where it never may."""

import os
import pwd

from runner_action import Refused

# Nothing as a whole is temporary, a log or a cache here.
NEVER = {
    "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root",
    "/run", "/sbin", "/srv", "/sys", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/sbin", "/var", "/var/lib",
}
HARMLESS = {"broken_symlinks", "user_cache", "browser_cache"}
NOBODY = 65534


def check_places(cleaner):
    """Before anything is removed: what the task names is there, and is nothing that a host cannot do without."""
    for kind, paths in sorted(cleaner.action.params["paths"].items()):
        for path in map(cleaner.action.path, paths):
            if not os.path.isdir(path):
                raise Refused(f"paths.{kind}: there is no folder {path}: correct the path, or leave it out")
            if kind not in HARMLESS and os.path.realpath(path) in NEVER:
                raise Refused(f"paths.{kind}: {path} belongs to the system: name a folder in which everything may go")


def places(cleaner, kind, usual):
    """Absolute paths: those of the task, or the usual ones that are there."""
    given = cleaner.action.params["paths"].get(kind)
    if given is not None:
        return [cleaner.action.path(path) for path in given]
    return [path for path in usual if os.path.isdir(path)]


def homes():
    """Of all people for root, else the user's own."""
    own = os.path.expanduser("~")
    if os.geteuid() != 0:
        return [own]
    people = {user.pw_dir for user in pwd.getpwall() if 1000 <= user.pw_uid != NOBODY}
    return [own, *sorted(people - {own, "/"})]
