"""Files of `NAME=value`, as shells and most libraries for it read them."""

import re

from groups import find_groups, sort_groups
from settings_file import Broken, Left, Parsed

ENTRY = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_.]*)\s*=\s*(?P<value>.*)$", re.DOTALL)


def parse(text, _path):
    twice, data = [], {}
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    for first, last, name, value in read(lines):
        if name in data:
            twice.append((first + 1, name))
        data[name] = value
    return Parsed(data, twice, set(data))


def read(lines):
    """Yields (first line, last line, name, value as it is written)."""
    number = 0
    while number < len(lines):
        stripped = lines[number].strip()
        if stripped and not stripped.startswith("#"):
            match = ENTRY.match(lines[number])
            if not match:
                raise Broken(number + 1, "it is no NAME=value and no comment")
            value, last = match.group("value"), number
            quote = value[:1]
            while quote in ("'", '"') and quote and not is_closed(value, quote):
                last += 1
                if last == len(lines):
                    raise Broken(number + 1, f"the quotation of {match.group('name')} has no end")
                value += lines[last]
            yield number, last, match.group("name"), value.strip()
            number = last
        number += 1


def is_closed(value, quote):
    inner = re.sub(r"\\.", "", value[1:], flags=re.DOTALL) if quote == '"' else value[1:]
    return quote in inner


def groups_of(lines):
    return find_groups(lines, [(first, last, name) for first, last, name, _ in read(lines)], 0, len(lines))


def sort(text, _path):
    lines = text.splitlines(keepends=True)
    if any("$" in value and not value.startswith("'") for _, _, _, value in read(lines)):
        raise Left("a value has a `$`: it may use another, which has to stand above it")
    sort_groups(lines, groups_of(lines))
    return "".join(lines)


def remove(text, names):
    """With the comments of each, but for one that may be for the whole group."""
    lines = text.splitlines(keepends=True)
    for group in reversed(groups_of(lines)):
        for entry in reversed(group):
            if entry.name in names:
                is_for_all = entry is group[0] and any(other.name not in names for other in group)
                del lines[entry.line if is_for_all else entry.head : entry.stop]
    return "".join(lines)
