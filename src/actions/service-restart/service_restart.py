"""Restarts a service and waits until it works."""

import socket
import subprocess
import time
import urllib.error
import urllib.request

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
    started = time.monotonic()
    action.command(restart)
    action.change("service-restarted", service=service)
    problem = wait_until(works, started + action.params["timeout_seconds"])
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
    if "http" in verify:
        return lambda seconds: http_works(verify["http"], seconds)
    return lambda seconds: tcp_works(verify["tcp"], seconds)


def command_works(words, seconds):
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=seconds, text=True, errors="replace"
        )
    except subprocess.TimeoutExpired:
        return f"{words[0]} does not end"
    if done.returncode == 0:
        return None
    return f"{words[0]} exits {done.returncode} {(done.stderr or done.stdout).strip()[-200:]}".strip()


def http_works(url, seconds):
    try:
        with urllib.request.urlopen(url, timeout=seconds):
            return None
    except urllib.error.HTTPError as error:
        return f"{url} answers {error.code}"
    except (OSError, ValueError) as error:
        return f"{url}: {error}"


def tcp_works(address, seconds):
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=seconds):
            return None
    except OSError as error:
        return f"{address}: {error.strerror or error}"


Action.run(main)
