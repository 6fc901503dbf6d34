"""What the types have in common: how old is old, what was removed, and when it is enough."""

import os
import time

GIB = 1024**3


class Enough(Exception):
    """The file system has as much room as was asked for."""


class Cleaner:
    def __init__(self, action):
        self.action = action
        self.aggressive = action.params["aggressive"]
        self.oldest_kept = time.time() - action.params["min_age_days"] * 86400
        # What the run itself needs, and what somebody has put there for it.
        self.own = {os.path.realpath(path) for path in (action.tmp, os.environ.get("RUNNER_REPO")) if path}
        self.freed_bytes = 0
        self.files = 0
        self.folders = 0
        self.packages = 0
        self.by_type = {}
        self.problems = []
        self._wanted_bytes = int(action.params["min_free_space_gb"] * GIB)
        self._cleaned = {}
        self._planned = {}

    def is_old(self, *moments):
        return max(moments) <= self.oldest_kept

    def problem(self, text):
        self.action.say(f"warning: {text}")
        self.problems.append(text)

    def stop_if_enough(self, place, path):
        """`place`: a descriptor or a path on the file system that is about to be cleaned."""
        device = os.stat(place).st_dev
        self._cleaned.setdefault(device, path)
        if self.action.params["stop_when_reached"] and self._free(place, device) >= self._wanted_bytes:
            raise Enough

    def removed(self, path, status, is_folder=False):
        """A file of several names takes its room until the last one is gone."""
        is_last_name = is_folder or status.st_nlink == 1
        freed = status.st_blocks * 512 if is_last_name else 0
        self.freed_bytes += freed
        if self.action.dry_run:
            self._planned[status.st_dev] = self._planned.get(status.st_dev, 0) + freed
        if is_folder:
            self.folders += 1
        else:
            self.files += 1
        self.action.change("file-deleted", path=path, bytes=freed)

    def removed_package(self, package, version, size):
        self.packages += 1
        self.freed_bytes += size
        self.action.change("custom", what="package-removed", package=package, version=version)

    def look_for_room(self):
        """Whether each cleaned file system has what was asked for."""
        for device, path in self._cleaned.items():
            free = self._free(path, device)
            if free < self._wanted_bytes:
                wanted = self.action.params["min_free_space_gb"]
                self.problem(
                    f"{path} has {free / GIB:.2f} GiB free, less than {wanted:g}: "
                    "clean more types, set `aggressive`, or look there yourself"
                )

    def write_metrics(self):
        self.action.data["by_type"] = self.by_type
        self.action.metrics.update(
            space_freed_bytes=self.freed_bytes,
            files_deleted=self.files,
            directories_deleted=self.folders,
            packages_removed=self.packages,
        )

    def _free(self, place, device):
        room = os.statvfs(place)
        return room.f_bavail * room.f_frsize + self._planned.get(device, 0)
