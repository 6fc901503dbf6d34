"""Logs that were rotated long ago, archived journals among them. A log that is written to is never removed."""

import re

from open_files import find_open_files, is_open
from sweep import sweep
from system_places import places

ROTATED = re.compile(r"(\.(gz|xz|bz2|zst|old|[0-9]{1,4})|[-.][0-9]{8}(-[0-9]+)?|@[0-9a-f-]+\.journal|\.journal~)$")


def clean(cleaner):
    opened = find_open_files()

    def wants(found):
        is_log = ROTATED.search(found.name) or (cleaner.aggressive and found.name.endswith(".log"))
        if not (is_log and found.is_file()) or is_open(found, opened):
            return False
        # Rotating renames, which says nothing of the age of what is in it.
        return cleaner.is_old(found.status.st_mtime)

    for path in places(cleaner, "log_files", ["/var/log"]):
        sweep(cleaner, path, wants=wants)
