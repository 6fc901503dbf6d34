"""Packages that were downloaded to be installed."""

import os

from cleaner import Enough
from package_manager import choose_manager


def clean(cleaner):
    action = cleaner.action
    manager = choose_manager(action)
    folders = manager.cache_folders()
    before = find_packages(folders)
    try:
        for folder in folders:
            cleaner.stop_if_enough(folder, folder)
    except Enough:
        return
    for path in sorted(before):
        action.would(f"remove {path}")
    if before and not action.dry_run:
        manager.clean_cache()
    left = {} if action.dry_run else find_packages(folders)
    for path in sorted(set(before) - set(left)):
        cleaner.removed(path, before[path])


def find_packages(folders):
    """Their status by path, whole and half ones."""
    found = {}
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            for name in names:
                if name.endswith((".deb", ".rpm")) or os.path.basename(place) == "partial":
                    path = os.path.join(place, name)
                    found[path] = os.lstat(path)
    return found
