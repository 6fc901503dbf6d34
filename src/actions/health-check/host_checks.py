"""The processors, the memory and the disks against their limits."""

import time

from check import FAILED, OK, OVER, Check
from host_facts import Counters, local_file_systems, read_disk, read_memory
from runner_action import Refused

# Less than this is a moment, and no measure of how busy a host is.
SHORTEST_SAMPLE = 0.5


def check_host(action, before):
    limits = action.params["thresholds"]
    time.sleep(max(0.0, before.at + SHORTEST_SAMPLE - time.monotonic()))
    cpu = Counters().cpu_percent_since(before)
    memory = read_memory()["percent"]
    disks = [action.path(path) for path in action.params["disks"]] or local_file_systems()
    action.metrics.update(cpu_percent=cpu, memory_percent=memory)
    return [
        compare("cpu", "all processors", cpu, limits["cpu"]),
        compare("memory", "memory", memory, limits["memory"]),
        *(check_disk(action, path, limits["disk"]) for path in disks),
    ]


def check_disk(action, path, limit):
    try:
        disk = read_disk(path)
    except Refused as refused:
        return Check("disk", path, FAILED, str(refused))
    action.metrics["disk_percent"] = max(disk["percent"], action.metrics.get("disk_percent", 0))
    if disk["inode_percent"] > max(limit, disk["percent"]):
        return compare("disk", path, disk["inode_percent"], limit, " of its inodes")
    return compare("disk", path, disk["percent"], limit)


def compare(kind, name, percent, limit, of=""):
    if percent > limit:
        return Check(kind, name, OVER, f"{percent:g} %{of}, more than {limit:g}")
    return Check(kind, name, OK, f"{percent:g} %{of}")
