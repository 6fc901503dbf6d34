"""Services: units where systemd runs the host, else pid files and processes."""

import os
import subprocess

from check import FAILED, OK, Check
from host_facts import is_running, read_text
from in_time import run_in_time


def check_services(names):
    # sd_booted(3) says by which folder one knows.
    check = check_unit if os.path.isdir("/run/systemd/system") else check_daemon
    return [check(name) for name in names]


def check_unit(name):
    try:
        done = run_in_time(["systemctl", "show", "--property=LoadState,ActiveState,SubState", "--", name], 30)
    except (OSError, subprocess.TimeoutExpired):
        return Check("service", name, FAILED, "systemctl does not answer")
    state = dict(line.partition("=")[::2] for line in done.stdout.splitlines())
    if state.get("LoadState") == "not-found":
        return Check("service", name, FAILED, "there is no such unit: look for its name with `systemctl list-units`")
    if state.get("ActiveState") == "active":
        return Check("service", name, OK, state.get("SubState", "active"))
    return Check("service", name, FAILED, state.get("ActiveState") or done.stderr.strip() or "systemctl does not answer")


def check_daemon(name):
    daemon = name[: -len(".service")] if name.endswith(".service") else name
    for path in (f"/run/{daemon}.pid", f"/run/{daemon}/{daemon}.pid"):
        if lives(path):
            return Check("service", name, OK, f"runs, says {path}")
    if is_running(daemon):
        return Check("service", name, OK, "runs")
    return Check("service", name, FAILED, "it does not run: there is no process of that name, and no pid file in /run")


def lives(pid_file):
    try:
        return os.path.exists(f"/proc/{int(read_text(pid_file))}")
    except (OSError, ValueError):
        return False
