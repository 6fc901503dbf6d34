"""cargo writes a Cargo.lock where there is none. In a repository that does without, it goes again."""

import contextlib
import os
import shutil

from source_repository import is_work_tree, list_files


@contextlib.contextmanager
def no_new_lock(action, root):
    """Gives the folder in which cargo is to run, and the options which see to it that a lock that is there stays as it is."""
    # That of a workspace lies above its members.
    folders = folders_up_to_top(root)
    locks = [os.path.join(folder, "Cargo.lock") for folder in folders]
    if any(os.path.exists(lock) for lock in locks):
        yield root, ["--locked"]
    elif action.dry_run:
        # Not even for a moment.
        copy = os.path.join(action.tmp, "without-lock")
        copy_sources(folders[-1], copy)
        yield os.path.normpath(os.path.join(copy, os.path.relpath(root, folders[-1]))), []
    else:
        try:
            yield root, []
        finally:
            for lock in locks:
                if os.path.exists(lock):
                    os.unlink(lock)


def folders_up_to_top(root):
    """From this one up to that of its git work tree, if it is in one."""
    folders = [root]
    while not is_work_tree(folders[-1]):
        above = os.path.dirname(folders[-1])
        if above == folders[-1]:
            return [root]
        folders.append(above)
    return folders


def copy_sources(top, copy):
    for name in list_files(top):
        path = os.path.join(copy, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copyfile(os.path.join(top, name), path)
