"""What an application's own command says."""

import json
import subprocess

from metrics_store import is_countable
from probes import parse_seconds
from runner_action import Refused
from samples import Sample

MOST_VALUES = 1000


def read_application(action):
    wanted = action.params["application"]
    name, command = wanted["name"], wanted["command"]
    action.need_tool(command[0])
    action.would(f"ask {name}: {command[0]}")
    if action.dry_run:
        return []
    try:
        printed = action.command(command, timeout=parse_seconds(wanted["timeout"]))
    except subprocess.TimeoutExpired:
        raise Refused(f"{command[0]} has not ended within {wanted['timeout']}: raise `timeout`, or see what it waits for") from None
    values = parse_values(printed)
    if not values:
        raise Refused(f"{command[0]} prints no numbers: let it print an object of JSON, or lines of `name value`")
    if len(values) > MOST_VALUES:
        action.warn(f"{command[0]} prints {len(values)} numbers: only {MOST_VALUES} are kept")
    labels = {"application": name}
    pairs = sorted(values.items())[:MOST_VALUES]
    return [Sample("application", value, f"{name}.{key}", {**labels, "name": key}) for key, value in pairs]


def parse_values(text):
    try:
        parsed = json.loads(text)
        return dict(flatten(parsed)) if isinstance(parsed, dict) else {}
    except RecursionError:
        return {}
    except ValueError:
        return dict(filter(None, map(parse_line, text.splitlines())))


def flatten(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flatten(value, f"{prefix}{key}.")
        elif is_countable(value):
            yield prefix + key, value


def parse_line(line):
    """`name value` or `name=value`; comments, and whatever else there is, are no numbers."""
    name, _, value = line.strip().replace("=", " ", 1).partition(" ")
    try:
        number = float(value)
    except ValueError:
        return None
    if not name or name[0] == "#" or not is_countable(number):
        return None
    return name, int(number) if number.is_integer() else number
