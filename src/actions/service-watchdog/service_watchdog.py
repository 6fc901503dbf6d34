"""Looks at services, restarts those that fail again and again, and remembers from run to run."""

import time

from checks import target_probe
from memory import Memory
from only_one import only_one
from probes import parse_seconds, probe_all
from runner_action import Action, Refused


def main(action):
    targets = action.params["targets"]
    check_targets(action, targets)
    folder = action.state_dir()
    if action.dry_run:
        watch(action, Memory(action, folder), targets)
        return
    with only_one(folder, f"another run of {action.task} is at work in {folder}: let that one end first"):
        watch(action, Memory(action, folder), targets)


def check_targets(action, targets):
    names = [target["name"] for target in targets]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(f"two targets have the name {twice[0]}: give each its own, by which it is remembered")
    for target in targets:
        if not {"http", "port", "process", "unit"} & set(target):
            raise Refused(f"{target['name']}: say what shows that it works: http, port, process or unit")
        if "unit" in target:
            action.need_tool("systemctl", "systemd")


def watch(action, memory, targets):
    limit = parse_seconds(action.params["response_time"])
    for target, (problem, ms) in zip(targets, probe_all([target_probe(target) for target in targets], limit)):
        about = {"state": "up", "response_ms": ms}
        memory.saw(target["name"], problem is None)
        if problem is not None:
            about.update(problem=problem, state=what_to_do(action, memory, target))
            action.say(f"{target['name']}: {problem}")
        action.data.setdefault("targets", {})[target["name"]] = about
    memory.forget_all_but([target["name"] for target in targets])
    # From here on a restart counts even if this run is killed.
    memory.save()
    problems = [restart(action, memory, target, limit) for target in targets if state_of(action, target) == "restarted"]
    memory.save()
    say_what_is(action, memory, targets, [problem for problem in problems if problem])


def what_to_do(action, memory, target):
    """failing: not for long enough. down: there is nothing to restart it by. gave-up: that was tried often enough."""
    name = target["name"]
    if memory.failures(name) < action.params["consecutive_failures"]:
        return "failing"
    if restart_command(target) is None:
        return "down"
    if memory.restarts_last_hour(name) >= action.params["max_restarts_per_hour"]:
        return "gave-up"
    memory.restarting(name)
    return "restarted"


def restart_command(target):
    if "restart" in target:
        return target["restart"]
    return ["systemctl", "restart", target["unit"]] if "unit" in target else None


def state_of(action, target):
    return action.data["targets"][target["name"]]["state"]


def restart(action, memory, target, limit):
    """What is wrong still, or None."""
    name, words, about = target["name"], restart_command(target), action.data["targets"][target["name"]]
    action.would(f"restart {name}: {' '.join(words)}")
    if action.dry_run:
        return None
    try:
        action.need_tool(words[0])
        action.command(words)
    except Refused as refused:
        about.update(state="down", problem=str(refused))
        return f"{name} could not be restarted: {refused}"
    action.change("service-restarted", service=name)
    problem = wait_until_up(target, limit, parse_seconds(action.params["settle_time"]))
    if problem is None:
        memory.worked_again(name)
        return None
    about.update(state="down", problem=problem)
    return f"{name} was restarted and does not work: {problem}"


def wait_until_up(target, limit, settle):
    probe, deadline = target_probe(target), time.monotonic() + settle
    while True:
        problem = probe(min(limit, max(0.5, deadline - time.monotonic())))
        if problem is None or time.monotonic() >= deadline:
            return problem
        time.sleep(0.2)


def say_what_is(action, memory, targets, problems):
    states = {}
    for target in targets:
        name, about = target["name"], action.data["targets"][target["name"]]
        about.update(
            failures=memory.failures(name),
            restarts_last_hour=memory.restarts_last_hour(name),
            uptime_percent=memory.uptime_percent(name),
        )
        states.setdefault(about["state"], []).append(name)
        if about["state"] == "gave-up":
            problems.append(gave_up(action, name, about))
        if about["state"] == "down" and restart_command(target) is None:
            problems.append(f"{name} is down, and has nothing to restart it by: {about['problem']}")
    up = len(states.get("up", [])) + (0 if action.dry_run else len(states.get("restarted", [])))
    action.metrics.update(
        targets=len(targets),
        targets_up=up,
        restarts=len([change for change in states.get("restarted", []) if not action.dry_run]),
        uptime_percent=min(memory.uptime_percent(target["name"]) for target in targets),
    )
    action.summary = f"{up} of {len(targets)} work" + "".join(
        f"; {state}: {', '.join(names)}" for state, names in sorted(states.items()) if state != "up"
    )
    if problems:
        action.fail("; ".join(problems))


def gave_up(action, name, about):
    times = about["restarts_last_hour"]
    if action.params["max_restarts_per_hour"] == 0:
        return f"{name} is down and may not be restarted: {about['problem']}"
    return f"gave up on {name}, restarted {times} times within an hour: {about['problem']}; look at it yourself"


Action.run(main)
