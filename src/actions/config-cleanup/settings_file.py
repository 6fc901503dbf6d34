"""What the kinds of files have in common."""

import os
from collections import namedtuple

# `data`: to compare with; `twice`: [(line, name)]; `names`: of all keys, at any depth.
Parsed = namedtuple("Parsed", "data twice names")
MOST_BYTES = 5_000_000


class Broken(Exception):
    """It does not parse. No text of the file is repeated: it may be secret."""

    def __init__(self, line, text):
        super().__init__(text)
        self.line = line


class Left(Exception):
    """It cannot be changed without a risk."""


def kind_of(path):
    name = os.path.basename(path)
    if name == ".env" or name.startswith(".env.") or name.endswith(".env"):
        return "env"
    return {".json": "json", ".yaml": "yaml", ".yml": "yaml", ".toml": "toml"}.get(os.path.splitext(name)[1])


def standardize(text):
    lines = text.replace("\r\n", "\n").split("\n")
    whole = "\n".join(line.rstrip(" \t") for line in lines).rstrip("\n")
    return whole.lstrip("\ufeff") + "\n" if whole else ""
