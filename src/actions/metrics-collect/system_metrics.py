"""The host, by what its kernel says."""

import os
import time

from host_facts import Counters, count_processes, local_file_systems, read_disk, read_memory
from samples import Sample


def read_system(action):
    before = Counters()
    time.sleep(action.params["sample_seconds"])
    after = Counters()
    samples = [*read_processor(after, before), *read_memory_samples(), *read_disks(action), *read_rates(after, before)]
    for sample in samples:
        if sample.family in MAIN:
            action.metrics[sample.family] = max(sample.value, action.metrics.get(sample.family, 0))
    names = ("cpu_percent", "memory_percent", "disk_percent")
    action.say(", ".join(f"{name[:-8]} {action.metrics[name]:g} %" for name in names if name in action.metrics))
    return samples


MAIN = {"cpu_percent", "memory_percent", "swap_percent", "disk_percent", "load_1m", "processes"} | {
    f"{what}_bytes_per_second" for what in ("network_receive", "network_transmit", "disk_read", "disk_write")
}


def read_processor(after, before):
    load = os.getloadavg()
    return [
        Sample("cpu_percent", after.cpu_percent_since(before)),
        Sample("load_1m", round(load[0], 2)),
        Sample("load_5m", round(load[1], 2)),
        Sample("load_15m", round(load[2], 2)),
        Sample("processes", count_processes()),
    ]


def read_memory_samples():
    memory = read_memory()
    samples = [
        Sample("memory_percent", memory["percent"]),
        Sample("memory_total_bytes", memory["total"]),
        Sample("memory_used_bytes", memory["used"]),
    ]
    if memory["swap_total"] > 0:
        samples.append(Sample("swap_percent", round(100 * memory["swap_used"] / memory["swap_total"], 1)))
    return samples


def read_disks(action):
    paths = [action.path(path) for path in action.params["disks"]] or local_file_systems()
    for path in paths:
        disk = read_disk(path)
        yield Sample("disk_percent", disk["percent"], path)
        yield Sample("disk_inode_percent", disk["inode_percent"], path)
        yield Sample("disk_size_bytes", disk["size"], path)
        yield Sample("disk_free_bytes", disk["free"], path)


def read_rates(after, before):
    seconds = after.at - before.at
    for there, back, now, then in (
        ("network_receive_bytes", "network_transmit_bytes", after.network, before.network),
        ("disk_read_bytes", "disk_written_bytes", after.disks, before.disks),
    ):
        for device, (first, second) in now.items():
            yield Sample(there, first, device)
            yield Sample(back, second, device)
        # A device that has come meanwhile has no rate; a counter that starts anew has none either.
        both = [(now[device], then[device]) for device in now if device in then]
        for name, index in ((there, 0), (back.replace("written", "write"), 1)):
            grown = sum(max(0, new[index] - old[index]) for new, old in both)
            yield Sample(f"{name}_per_second", round(grown / seconds, 1))
