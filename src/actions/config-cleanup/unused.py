"""Settings whose names stand nowhere in the files that would read them."""

import fnmatch
import os
import re

from runner_action import Refused

LEFT_OUT = {".git", "node_modules", ".venv", "__pycache__"}
NAME = re.compile(rb"[A-Za-z0-9_]+")


def collect_words(paths, settings):
    """All words of the files below these paths; the files of settings themselves do not count."""
    words = set()
    for path in paths:
        if not os.path.exists(path):
            raise Refused(f"{path} is not there: correct `read_by`")
        for file in files_below(path):
            if os.path.realpath(file) not in settings and os.path.isfile(file):
                with open(file, "rb") as content:
                    words.update(NAME.findall(content.read()))
    return {word.decode() for word in words}


def files_below(path):
    if os.path.isfile(path):
        yield path
        return

    def refuse(error):
        # What may not be read may use any of them.
        raise error

    for folder, folders, files in os.walk(path, onerror=refuse):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        # Samples of settings read nothing.
        yield from (os.path.join(folder, name) for name in files if not name.startswith(".env"))


def find_unused(names, words, keep):
    return sorted(
        name
        for name in names
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in keep)
        and not all(part in words for part in re.findall(r"[A-Za-z0-9_]+", name))
    )
