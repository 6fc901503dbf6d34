"""What browsers keep of pages. History, passwords and profiles are elsewhere and stay."""

import os

from sweep import sweep
from system_places import homes, places

# Below ~/.cache.
BROWSERS = ("mozilla", "google-chrome", "google-chrome-beta", "chromium", "BraveSoftware", "microsoft-edge", "opera", "vivaldi")


def clean(cleaner):
    for home in places(cleaner, "browser_cache", homes()):
        for browser in BROWSERS:
            remove_cache(cleaner, home, (".cache", browser))


def remove_cache(cleaner, home, below, enters=None):
    """`below` is not followed over links: it is the user's to change."""

    def is_unused(*moments):
        return cleaner.aggressive or cleaner.is_old(*moments)

    def wants(found):
        status = found.status
        return (found.is_file() or found.is_link()) and is_unused(status.st_atime, status.st_mtime)

    def wants_folder(found):
        return is_unused(found.status.st_mtime)

    if os.path.isdir(home):
        sweep(cleaner, home, below, wants=wants, wants_folder=wants_folder, enters=enters)
