"""Data that would be too long for RUNNER_OUTPUT, made shorter where it is longest."""

import json


def fit(data, room):
    """A table that takes no more than so many bytes of JSON, and how many items are not in it any more."""
    left_out = 0
    while size_of(data) > room:
        longest = max(data, key=lambda name: size_of(data[name]))
        shorter, cut = halve(data[longest])
        data = {**data, longest: shorter}
        left_out += cut
    return data, left_out


def size_of(value):
    return len(json.dumps(value))


def halve(value):
    """Lists and tables lose what is last, and what is most important stands first."""
    if isinstance(value, str):
        return (f"{value[: len(value) // 2]}…" if len(value) > 10 else ""), 0
    if isinstance(value, list):
        return value[: len(value) // 2], len(value) - len(value) // 2
    if isinstance(value, dict):
        names = list(value)[: len(value) // 2]
        return {name: value[name] for name in names}, len(value) - len(names)
    return None, 0
