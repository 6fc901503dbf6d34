"""A source repository: its lines, and what reports of its own tools say."""

import os
import subprocess
import time

from count_lines import count_lines
from probes import parse_seconds
from project_reports import read_reports
from runner_action import Refused
from samples import Sample

# File systems keep times by the tick of the kernel's clock, which is a little behind.
CLOCK_TICK = 0.1


def read_project(action):
    wanted = action.params["project"]
    root = action.path(wanted["path"])
    if not os.path.isdir(root):
        raise Refused(f"{root} does not exist: name the folder of a source repository under `project.path`")
    since = make_reports(action, wanted, root) if "command" in wanted else None
    numbers, about = read_reports(action, wanted, root, since)
    numbers["files"], numbers["lines"], about["lines"] = count_lines(root)
    action.data.setdefault("project", {}).update(about)
    action.metrics.update(numbers)
    action.say(", ".join(f"{name} {value:g}" for name, value in numbers.items()))
    name = os.path.basename(root)
    return [Sample(family, value, name) for family, value in numbers.items()]


def make_reports(action, wanted, root):
    """Gives when it began. That tests fail is what their report says, and no failure of this run."""
    words = wanted["command"]
    action.need_tool(words[0])
    action.would(f"run {words[0]} in {root}")
    if action.dry_run:
        return None
    since = time.time() - CLOCK_TICK
    try:
        done = subprocess.run(
            words, cwd=root, stdin=subprocess.DEVNULL, check=False, timeout=parse_seconds(wanted["timeout"])
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"{words[0]} has not ended within {wanted['timeout']}: raise `project.timeout`") from None
    action.data["project"] = {"command_exit_code": done.returncode}
    if done.returncode != 0:
        action.warn(f"{words[0]} ended with exit code {done.returncode}")
    return since
