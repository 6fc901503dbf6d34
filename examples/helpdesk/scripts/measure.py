#!/usr/bin/env python3
"""Measures this device, and prints what it has found as JSON."""

import json
import os
import shutil


def memory_percent():
    with open("/proc/meminfo", encoding="ascii") as file:
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in file}
    return round(100 - 100 * kilobytes["MemAvailable"] / kilobytes["MemTotal"], 1)


def disk_percent(path):
    usage = shutil.disk_usage(path)
    return round(100 - 100 * usage.free / usage.total, 1)


def largest_processes(count):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
                status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
        except OSError:  # It has ended.
            continue
        found.append((int(status.get("VmRSS", "0 kB").split()[0]) // 1024, status["Name"]))
    return [{"name": name, "memory_mb": mb} for mb, name in sorted(found, reverse=True)[:count]]


load = os.getloadavg()[0] / (os.cpu_count() or 1)
print(json.dumps({
    "metrics": {"memory_percent": memory_percent(), "disk_percent": disk_percent("/"), "load_percent": round(100 * load, 1)},
    "processes": largest_processes(5),
}))
