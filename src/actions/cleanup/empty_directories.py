"""Folders in which there has been nothing for long."""

import os

from sweep import sweep
from system_places import homes, places
from temp_files import is_no_systems

# Their empty folders belong to them.
REPOSITORIES = {".git", ".hg", ".svn"}


def clean(cleaner):
    def wants_folder(found):
        return cleaner.is_old(found.status.st_mtime)

    def enters(found):
        return found.name not in REPOSITORIES and is_no_systems(found)

    usual = ["/tmp", "/var/tmp", *(os.path.join(home, ".cache") for home in homes())]
    for path in places(cleaner, "empty_directories", usual):
        sweep(cleaner, path, wants_folder=wants_folder, enters=enters)
