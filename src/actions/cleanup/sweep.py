"""Removes things below a folder, by descriptors of folders: whoever renames or replaces a folder meanwhile leads nobody astray.

It follows no link, enters no other mount, and leaves alone what is locked by flock(2), as systemd-tmpfiles does.
"""

import errno
import fcntl
import os
import stat

from cleaner import Enough

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Each level takes a descriptor. Nobody needs more, but to be in the way.
DEEPEST = 200


class Found:
    """A thing in a folder, as it was before anything below it was removed."""

    def __init__(self, folder, name, path, status):
        self.folder = folder
        self.name = name
        self.path = path
        self.status = status

    def is_file(self):
        return stat.S_ISREG(self.status.st_mode)

    def is_link(self):
        return stat.S_ISLNK(self.status.st_mode)


def sweep(cleaner, base, below=(), wants=None, wants_folder=None, enters=None):
    """`base` is trusted and may lead over links; each name of `below` may not, and need not be there.

    `wants(found)`: whether a file or link goes. `wants_folder(found)`: whether a folder that is empty goes.
    `enters(found)`: whether to look into a folder.
    """
    path = os.path.realpath(base)
    try:
        folder = open_below(path, below)
    except OSError as error:
        # The other folders of this type may be open.
        cleaner.problem(f"{os.path.join(path, *below)} cannot be looked at ({error.strerror}): run the task as a user who may")
        return
    if folder is None:
        return
    path = os.path.join(path, *below)
    try:
        if not lock(cleaner, folder):
            cleaner.problem(f"{path} is locked, probably by another clean-up: let that one end first")
            return
        # The room is looked at before anything is removed, and told even if there is nothing to remove.
        cleaner.stop_if_enough(folder, path)
        _Sweep(cleaner, mount_of(folder), wants, wants_folder, enters).visit(folder, path, 1)
    except Enough:
        cleaner.action.say(f"{path}: there is enough room")
    finally:
        os.close(folder)


def open_below(path, below):
    """A descriptor; None where there is no such folder, or a link in its place."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in below:
        try:
            child = os.open(name, FOLDER, dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR):
                return None
            raise
        finally:
            os.close(folder)
        folder = child
    return folder


def mount_of(folder):
    """The number of the mount: a bind mount has the device of what it shows, so that st_dev does not tell."""
    with open(f"/proc/self/fdinfo/{folder}", encoding="ascii") as file:
        for line in file:
            if line.startswith("mnt_id:"):
                return line.split()[1]
    return str(os.fstat(folder).st_dev)


def lock(cleaner, folder):
    if cleaner.action.dry_run:
        return True
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without locks.
        pass
    return True


class _Sweep:
    def __init__(self, cleaner, mount, wants, wants_folder, enters):
        self.cleaner = cleaner
        self.mount = mount
        self.wants = wants or (lambda found: False)
        self.wants_folder = wants_folder or (lambda found: False)
        self.enters = enters or (lambda found: True)

    def visit(self, folder, path, depth):
        """Whether nothing is left in it."""
        is_empty = True
        for name in sorted(os.listdir(folder)):
            try:
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except FileNotFoundError:
                continue
            found = Found(folder, name, os.path.join(path, name), status)
            if stat.S_ISDIR(status.st_mode):
                is_gone = self.visit_folder(found, depth)
            else:
                is_gone = self.wants(found) and self.remove(found)
            is_empty = is_empty and is_gone
        return is_empty

    def visit_folder(self, found, depth):
        """Whether it is gone."""
        if found.path in self.cleaner.own or not self.enters(found):
            return False
        if depth == DEEPEST:
            self.cleaner.problem(f"{found.path}: folders within more than {DEEPEST} others are left")
            return False
        try:
            child = os.open(found.name, FOLDER, dir_fd=found.folder)
        except OSError as error:
            self.explain(found, error)
            return False
        try:
            if mount_of(child) != self.mount:
                return False
            if not lock(self.cleaner, child):
                self.cleaner.action.say(f"leave {found.path}: it is locked")
                return False
            is_empty = self.visit(child, found.path, depth + 1)
        finally:
            os.close(child)
        return is_empty and self.wants_folder(found) and self.remove(found, is_folder=True)

    def remove(self, found, is_folder=False):
        """Whether it is gone."""
        if not is_ours(found):
            return False
        self.cleaner.stop_if_enough(found.folder, os.path.dirname(found.path))
        self.cleaner.action.would(f"remove {found.path}")
        if not self.cleaner.action.dry_run:
            try:
                (os.rmdir if is_folder else os.unlink)(found.name, dir_fd=found.folder)
            except OSError as error:
                self.explain(found, error)
                return False
        self.cleaner.removed(found.path, found.status, is_folder)
        return True

    def explain(self, found, error):
        """What has changed meanwhile is nobody's fault."""
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.ENOTEMPTY):
            return
        # The folders of others below a folder of everybody's, to a user that is not root.
        if error.errno in (errno.EACCES, errno.EPERM) and os.geteuid() not in (0, found.status.st_uid):
            if os.fstat(found.folder).st_mode & stat.S_ISVTX:
                return
        hint = "run the task as a user who may" if error.errno in (errno.EACCES, errno.EPERM) else "look there yourself"
        self.cleaner.problem(f"{found.path} cannot be removed ({error.strerror}): {hint}")


def is_ours(found):
    """In a folder of everybody's, as /tmp, nobody but root removes the things of others."""
    if os.geteuid() in (0, found.status.st_uid):
        return True
    return not os.fstat(found.folder).st_mode & stat.S_ISVTX
