"""Settings whose names stand nowhere in the files that would read them."""

import fnmatch
import os
import re

from runner_action import Refused

LEFT_OUT = {".git", "node_modules", ".venv", "__pycache__"}
NAME = re.compile(rb"[A-Za-z0-9_]+")

# Files may be larger than the memory of the host.
PIECE_BYTES = 1 << 20


def collect_words(paths, settings, wanted):
    """Which of the wanted words are in the files below these paths; the files of settings themselves do not count."""
    asked = {word.encode() for word in wanted}
    words = set()
    for path in paths:
        if not os.path.exists(path):
            raise Refused(f"{path} is not there: correct `read_by`")
        for file in files_below(path):
            if os.path.realpath(file) not in settings and os.path.isfile(file):
                words |= find_words(file, asked)
    return {word.decode() for word in words}


def find_words(path, asked):
    longest = max(map(len, asked), default=0)
    words, rest = set(), b""
    with open(path, "rb") as content:
        while True:
            piece = content.read(PIECE_BYTES)
            text = rest + piece
            found = NAME.findall(text)
            # The last word may go on in the next piece. One that is longer than all that are asked for need not be known whole.
            rest = found.pop()[-longest - 1 :] if piece and NAME.fullmatch(text[-1:]) else b""
            words |= asked.intersection(found)
            if not piece:
                return words


def parts_of(name):
    return re.findall(r"[A-Za-z0-9_]+", name)


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
        and not all(part in words for part in parts_of(name))
    )
