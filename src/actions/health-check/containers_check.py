"""Whether containers run, and say of themselves that they are healthy."""

from check import FAILED, OK, Check
from containers import list_containers, trouble_of
from runner_action import Refused

# Of those that nobody has named: one that has ended may well have been meant to.
BAD_ANYWAY = ("restarting", "dead")


def check_containers(names, limit):
    if not names:
        return []
    try:
        containers = list_containers(limit)
    except Refused as refused:
        return [Check("container", ", ".join(names), FAILED, str(refused))]
    checks = [check_container(name, containers.get(name)) for name in names if name != "*"]
    return checks + (check_others(containers, names) if "*" in names else [])


def check_container(name, container):
    if container is None:
        return Check("container", name, FAILED, "there is no such container: see `docker ps --all`")
    trouble = trouble_of(container)
    return Check("container", name, FAILED if trouble else OK, trouble or container["status"])


def check_others(containers, names):
    others = {name: container for name, container in sorted(containers.items()) if name not in names}
    counted = {name: it for name, it in others.items() if it["state"] == "running" or it["state"] in BAD_ANYWAY}
    return [check_container(name, container) for name, container in counted.items()]
