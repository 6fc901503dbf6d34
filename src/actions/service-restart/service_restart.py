"""Restarts a service and waits until it works."""

import os
import subprocess
import time

from in_time import run_in_time
from only_one import only_one
from probes import http_probe, tcp_probe
from runner_action import Action, Refused


def main(action):
    service = action.params["service"]
    action.data["service"] = service
    restart = action.params.get("restart_service") or ["systemctl", "restart", service]
    works = verifier(action, service)
    action.need_tool(restart[0])
    if action.dry_run:
        action.would(f"run {' '.join(restart)} and wait until {service} works")
        action.summary = f"{service} would be restarted"
        return
    lock = os.path.join(os.path.dirname(action.state_dir()), f"service-restart-{service}.lock")
    with only_one(lock, f"another run restarts {service}: wait until it is done"):
        restart_and_wait(action, service, restart, works)


def restart_and_wait(action, service, restart, works):
    started = time.monotonic()
    action.command(restart)
    action.change("service-restarted", service=service)
    # Restarting may take its time by itself.
    problem = wait_until(works, time.monotonic() + action.params["timeout_seconds"])
    took = time.monotonic() - started
    action.data["works"] = problem is None
    if problem is not None:
        raise Refused(f"{service} was restarted and does not work after {took:.0f} s: {problem}")
    action.metrics["seconds_until_working"] = round(took, 3)
    action.summary = f"{service} was restarted and works after {took:.1f} s"


def wait_until(works, deadline):
    """What is wrong still, or None."""
    while True:
        problem = works(max(0.5, deadline - time.monotonic()))
        if problem is None or time.monotonic() >= deadline:
            return problem
        time.sleep(0.2)


def verifier(action, service):
    """A function of the seconds it may take, which gives a problem or None."""
    verify = action.params.get("verify") or {"command": ["systemctl", "is-active", "--quiet", service]}
    if "command" in verify:
        action.need_tool(verify["command"][0])
        return lambda seconds: command_works(verify["command"], seconds)
    kind, probe = ("http", http_probe({"url": verify["http"]})) if "http" in verify else ("tcp", tcp_probe(verify["tcp"]))
    return lambda seconds: about(verify[kind], probe(seconds))


def about(name, problem):
    return problem and f"{name}: {problem}"


def command_works(words, seconds):
    try:
        done = run_in_time(words, seconds)
    except subprocess.TimeoutExpired:
        return f"{words[0]} does not end"
    except OSError as error:
        return f"{words[0]} cannot be executed: {error.strerror}"
    if done.returncode == 0:
        return None
    return f"{words[0]} exits {done.returncode} {(done.stderr or done.stdout).strip()[-200:]}".strip()


Action.run(main)
