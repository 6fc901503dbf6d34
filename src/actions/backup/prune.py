"""Removes the task's backups that are too old. The one that was just made and verified stays, whatever its age."""

import os
import time

from backup_files import find_backups


def find_old(action, destination, keep=None):
    days = action.params["retention_days"]
    if days == 0 or not os.path.isdir(destination):
        return []
    oldest = time.time() - days * 86_400
    backups, _ = find_backups(destination)
    return [
        backup for backup in backups if backup.task == action.task and backup.created < oldest and backup.stem != keep
    ]


def prune(action, destination, keep):
    removed = []
    freed = 0
    for backup in find_old(action, destination, keep):
        # The checksums first: without them it is no longer a whole one.
        for path in reversed(backup.files()):
            try:
                size = os.lstat(path).st_size
                os.unlink(path)
            except FileNotFoundError:
                continue
            freed += size
            action.change("file-deleted", path=path, bytes=size)
        removed.append(backup.archive)
        action.say(f"removed {backup.archive}, older than {action.params['retention_days']} days")
    action.metrics["archives_removed"] = len(removed)
    action.metrics["space_freed_bytes"] = freed
    action.data["removed"] = removed
