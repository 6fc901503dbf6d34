"""What programs keep in ~/.cache and make again when it is gone, browsers left out."""

from browser_cache import BROWSERS, remove_cache
from system_places import homes, places


def clean(cleaner):
    for home in places(cleaner, "user_cache", homes()):
        remove_cache(cleaner, home, (".cache",), enters=lambda found: found.name not in BROWSERS)
