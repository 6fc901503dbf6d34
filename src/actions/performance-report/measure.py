"""Measures now: how soon endpoints and databases answer, and what containers take."""

import re

from containers import ask, list_containers, trouble_of
from probes import database_probe, http_probe, parse_seconds, probe_all
from runner_action import Refused


def measure(action):
    """Values by the names under which health-check keeps them, too."""
    params = action.params
    limit = parse_seconds(params["response_time"])
    targets = {f"http {url}": http_probe({"url": url}) for url in params["endpoints"]}
    targets.update({f"database {item['url']}": database_probe(item) for item in params["databases"]})
    values = measure_answers(action, targets, limit) if targets else {}
    return {**values, **(measure_containers(action, limit) if params["containers"] else {})}


def measure_answers(action, targets, limit):
    rounds = [probe_all(list(targets.values()), limit) for _ in range(action.params["samples"])]
    values = {}
    for name, answers in zip(targets, zip(*rounds)):
        times = sorted(ms for problem, ms in answers if problem is None)
        values[f"up {name}"] = round(len(times) / len(answers), 3)
        if times:
            values[f"response_ms {name}"] = times[len(times) // 2]
        problems = sorted({problem for problem, _ in answers if problem is not None})
        action.say(f"{name}: {f'{times[len(times) // 2]:g} ms' if times else 'no answer'}{'; '.join(['', *problems])}")
    return values


def measure_containers(action, limit):
    names = action.params["containers"]
    try:
        containers = list_containers(limit)
        running = [name for name in names if containers.get(name, {}).get("state") == "running"]
        # It looks twice, a second apart.
        rows = ask(["stats", "--no-stream", *running], ["Name", "CPUPerc", "MemPerc"], limit + 5) if running else []
    except Refused as refused:
        action.warn(f"containers are not measured: {refused}")
        return {}
    values = {f"up container {name}": int(name in running and trouble_of(containers[name]) is None) for name in names}
    for row in rows:
        values[f"container_cpu_percent {row['Name']}"] = percent(row["CPUPerc"])
        values[f"container_memory_percent {row['Name']}"] = percent(row["MemPerc"])
    return values


def percent(text):
    match = re.fullmatch(r"([0-9.]+)%", text)
    return float(match.group(1)) if match else 0.0
