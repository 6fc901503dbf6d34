"""Where metrics are kept: a file for each day (UTC), a line of JSON for each look.

    {"at": "2026-11-27T02:00:00Z", "source": "metrics-collect", "values": {"cpu_percent": 12.5, "disk_percent /var": 71.0}}

A value's name is what was measured and, after a space, of what.
"""

import contextlib
import datetime
import fcntl
import json
import os
import re

# Beyond this there is nothing that is measured, and sums and squares would soon be no numbers any more.
LARGEST = 1e100
NAME = re.compile(r"metrics-(\d{4}-\d\d-\d\d)\.jsonl")


def metrics_folder(action):
    """Beside the folders of the tasks. No task can be called so: ids do not begin with `_`."""
    given = action.params.get("metrics_dir")
    return action.path(given) if given else os.path.join(os.path.dirname(action.state_dir()), "_metrics")


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def append_metrics(folder, moment, source, values):
    """One line, whole or not at all; two that write at the same time wait for each other. Gives the file's path."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"metrics-{moment:%Y-%m-%d}.jsonl")
    line = json.dumps({"at": stamp(moment), "source": source, "values": values}, sort_keys=True) + "\n"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        try:
            _write_all(file, line.encode())
            os.fsync(file)
        except BaseException:
            with contextlib.suppress(OSError):
                os.ftruncate(file, size)
            raise
    except OSError as error:
        error.filename = error.filename or path
        raise
    finally:
        os.close(file)
    return path


def is_countable(value):
    """A number that one can go on counting with."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -LARGEST < value < LARGEST


def _write_all(file, data):
    while data:
        data = data[os.write(file, data) :]


def read_metrics(folder, since, until):
    """Records from `since` on, before `until`, in order; and how many lines could not be read."""
    records, broken = [], 0
    for name, day in _days(folder):
        if not since.date() <= day <= until.date():
            continue
        with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
            for line in file:
                record = _parse(line)
                if record is None:
                    broken += 1
                elif since <= record["at"] < until:
                    records.append(record)
    records.sort(key=lambda record: record["at"])
    return records, broken


def days_before(folder, moment):
    """Paths of the files whose day is over at that moment."""
    return [os.path.join(folder, name) for name, day in _days(folder) if day < moment.date()]


def _days(folder):
    found = []
    for name in sorted(os.listdir(folder)):
        match = NAME.fullmatch(name)
        with contextlib.suppress(ValueError):
            if match:
                found.append((name, datetime.datetime.strptime(match.group(1), "%Y-%m-%d").date()))
    return found


def _parse(line):
    try:
        record = json.loads(line)
        moment = datetime.datetime.strptime(record["at"], "%Y-%m-%dT%H:%M:%SZ")
        numbers = {
            name: value
            for name, value in record["values"].items()
            if is_countable(value)
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return {"at": moment.replace(tzinfo=datetime.timezone.utc), "source": record.get("source"), "values": numbers}
