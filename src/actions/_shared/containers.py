"""What Docker says of its containers, where there is a client and it answers."""

import json
import shutil
import subprocess

from in_time import run_in_time
from runner_action import Refused


def list_containers(limit):
    """By name: `state` (running, exited, restarting, …) and `status`, as people read it. Refused without an answer."""
    found = {}
    for container in ask(["ps", "--all"], ["Names", "State", "Status"], limit):
        for name in container["Names"].split(","):
            found[name] = {"state": container["State"], "status": container["Status"]}
    return found


def ask(words, fields, limit):
    """Tables of these fields: named one by one they are the same of all clients that can be called docker."""
    row = ",".join(f'"{field}":{{{{json .{field}}}}}' for field in fields)
    if shutil.which("docker") is None:
        raise Refused("docker is not installed: install Docker's client, or leave `docker` out")
    try:
        done = run_in_time(["docker", *words, "--format", f"{{{row}}}"], limit)
    except subprocess.TimeoutExpired:
        raise Refused(f"docker has no answer within {limit:g} s") from None
    if done.returncode != 0:
        raise Refused(f"docker does not answer: {done.stderr.strip()[-200:]}")
    try:
        return [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    except ValueError:
        raise Refused(f"docker prints what is not understood: {done.stdout[:100].strip()}") from None


def trouble_of(container):
    """A problem, or None."""
    if container["state"] != "running":
        return f"it is {container['state'] or container['status']}: {container['status']}"
    if "(unhealthy)" in container["status"]:
        return f"it is unhealthy: {container['status']}"
    return None
