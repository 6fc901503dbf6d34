"""Versions of three numbers, and the simple ranges that nearly all dependencies have."""

import collections
import re

# `range` is the new one, empty if the old one still holds.
Update = collections.namedtuple("Update", ["ecosystem", "package", "old", "new", "range", "level"])

RANGE = re.compile(r"^(?P<operator>\^|~=|~|>=|==|=|)\s*v?(?P<numbers>\d+(?:\.\d+){0,2})(?P<rest>[-+][\w.+-]+)?$")


def numbers(version):
    """Its release as three numbers; what follows them does not count here."""
    match = re.match(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", version)
    return tuple(int(number or 0) for number in match.groups()) if match else (0, 0, 0)


def is_simple(text):
    return RANGE.match(text.strip()) is not None


def base_of(text):
    """The lowest version of a simple range, with three numbers."""
    match = RANGE.match(text.strip())
    return ".".join(map(str, numbers(match["numbers"]))) + (match["rest"] or "")


def level_of(old, new):
    before, after = numbers(old), numbers(new)
    if before[0] != after[0]:
        return "major"
    return "minor" if before[1] != after[1] else "patch"


def within(level, old, new):
    """Whether an update stays within a level. Of 0.x versions each 0.x may break what went before (semver, item 4)."""
    order = ["patch", "minor", "major"]
    jump = level_of(old, new)
    if jump == "minor" and numbers(old)[0] == 0:
        jump = "major"
    return order.index(jump) <= order.index(level)


def loosened(level, current):
    """The range of what may be installed at this level: for tools whose bare versions are exact, or carets."""
    return {"patch": f"~{current}", "minor": f"^{current}", "major": f">={current}"}[level]


def holds(text, version, default="="):
    """`default`: what a bare version means."""
    match = RANGE.match(text.strip())
    operator = match["operator"] or default
    count = match["numbers"].count(".") + 1
    low, at = numbers(match["numbers"]), numbers(version)
    if at < low:
        return False
    if operator == ">=":
        return True
    if operator in ("=", "=="):
        return at[:count] == low[:count]
    if operator == "^":
        same = next((place + 1 for place in range(count) if low[place] != 0), count)
        return at[:same] == low[:same]
    # ~1.2.3 and ~1.2 hold the second number, ~1 the first; Python's ~=1.2 only the first, too.
    same = count - 1 if operator == "~=" else min(count, 2)
    return at[:same] == low[:same]


def moved(text, version):
    """The same kind of range, as exact as before, from the new version on."""
    match = RANGE.match(text.strip())
    count = match["numbers"].count(".") + 1
    return match["operator"] + (version if count == 3 else ".".join(map(str, numbers(version)[:count])))


def new_range(text, version, default="="):
    """Empty if the old range holds."""
    return "" if holds(text, version, default) else moved(text, version)
