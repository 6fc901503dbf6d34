"""Measures the time and the memory that a command takes, and holds them against the last good run."""

import json
import math
import os
import shlex
import time

from import_costs import import_costs, is_python
from measure import measure, median_of
from only_one import only_one
from runner_action import Action, Refused
from source_repository import find_root
from whole_file import write_whole

# The name of each measure's metric, what is no more than noise, and how it is told.
MEASURES = {
    "wall": ("wall_seconds", 0.01, lambda value: f"{value:.3f} s"),
    "cpu": ("cpu_seconds", 0.01, lambda value: f"{value:.3f} s"),
    "memory": ("peak_memory_bytes", 1 << 20, lambda value: f"{value / (1 << 20):.1f} MiB"),
}


def main(action):
    root = find_root(action)
    command = action.params["command"]
    action.data.update(path=root, command=command)
    if "/" not in command[0]:
        action.need_tool(command[0])
    baseline = read_baseline(action, root)
    if action.dry_run:
        action.would(f"run {shlex.join(command)} {action.params['runs'] + 1} times in {root}")
        action.summary = f"{shlex.join(command)} would be measured"
        return
    with only_one(action.state_dir(), f"another run of {action.task} is measuring: wait until it has ended"):
        profile(action, root, command, baseline)


def profile(action, root, command, baseline):
    measure(action, command, root)
    measured = median_of([measure(action, command, root) for _ in range(action.params["runs"])])
    action.metrics.update(measured, runs=action.params["runs"])
    if is_python(command):
        action.data["imports"], action.metrics["import_seconds"] = import_costs(action, command, root)
    action.summary = f"{shlex.join(command)[:60]}: {', '.join(tell(measured[key]) for key, _, tell in MEASURES.values())}"
    regressions = [] if baseline is None else compare(action, measured, baseline)
    action.data["regressions"] = regressions
    if regressions:
        raise Refused(f"{shlex.join(command)[:60]} has become worse: {'; '.join(regressions)}")
    keep(action, command, measured)


def read_baseline(action, root):
    """None if this is the first time."""
    wanted = action.params["baseline"]
    path = os.path.join(action.state_dir(), "last.json") if wanted == "last" else os.path.join(root, os.path.expanduser(wanted))
    try:
        with open(path, encoding="utf-8") as file:
            baseline = json.load(file)
        values = {key: float(baseline[key]) for key, _, _ in MEASURES.values()}
        if not all(map(math.isfinite, values.values())):
            raise ValueError("JSON of Python's may have NaN and Infinity")
    except FileNotFoundError:
        if wanted != "last":
            raise Refused(f"there is no {path}: `baseline` is `last`, or a file that is there") from None
        action.say("there is no good run before this one to compare with")
        return None
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{path} is no baseline: it needs wall_seconds, cpu_seconds and peak_memory_bytes") from None
    if wanted == "last" and baseline.get("command") != action.params["command"]:
        action.warn("the last good run was of another command, so there is nothing to compare with")
        return None
    action.data["baseline"] = {**values, "from": baseline.get("run", path)}
    return values


def compare(action, measured, baseline):
    regressions = []
    for name, (key, noise, tell) in MEASURES.items():
        before, now = baseline[key], measured[key]
        percent = round((now - before) * 100 / before, 1) if before > 0 else 0.0
        action.metrics[f"{name}_change_percent"] = percent
        if name in action.params["compare"] and percent > action.params["max_regression_percent"] and now - before > noise:
            regressions.append(f"{name} {tell(before)} → {tell(now)} (+{percent:g} %)")
    return regressions


def keep(action, command, measured):
    """Only of a good run: what has become worse stays worse until it is better, or the file is removed."""
    kept = {**measured, "command": command, "run": action.run_id, "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    path = os.path.join(action.state_dir(), "last.json")
    write_whole(path, json.dumps(kept, indent=2) + "\n", 0o600)
    action.artifact(path)


Action.run(main)
