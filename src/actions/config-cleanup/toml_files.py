"""TOML."""

import re
import tomllib

from groups import find_groups, sort_groups
from settings_file import Broken, Left, Parsed

LONGEST_VALUE = 500


def parse(text, _path):
    try:
        data = tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        # A key that is there twice is an error by itself.
        place = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(place.group(1)) if place else None
        # Of what cannot be there it tells the character alone.
        raise Broken(line, re.sub(r" \(at .*\)$", "", str(error))) from None
    except RecursionError:
        raise Broken(None, "it is nested too deeply") from None
    names = set()
    collect_names(data, names)
    return Parsed(data, [], names)


def collect_names(value, names):
    if isinstance(value, dict):
        names.update(value)
        for inner in value.values():
            collect_names(inner, names)
    elif isinstance(value, list):
        for inner in value:
            collect_names(inner, names)


def sort(text, _path):
    lines = text.splitlines(keepends=True)
    keys, start, number = [], 0, 0
    while number < len(lines):
        stripped = lines[number].strip()
        if stripped.startswith("["):
            sort_groups(lines, find_groups(lines, keys, start, number))
            keys, start = [], number + 1
        elif stripped and not stripped.startswith("#"):
            last = last_line_of(lines, number)
            keys.append((number, last, stripped.partition("=")[0].strip()))
            number = last
        number += 1
    sort_groups(lines, find_groups(lines, keys, start, len(lines)))
    return "".join(lines)


def last_line_of(lines, first):
    """A value may have many lines: it ends with the first at which what was read so far is TOML."""
    for last in range(first, min(first + LONGEST_VALUE, len(lines))):
        try:
            tomllib.loads("".join(lines[first : last + 1]))
            return last
        except tomllib.TOMLDecodeError:
            continue
    raise Left(f"the value in line {first + 1} is too long")
