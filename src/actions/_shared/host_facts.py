"""What the kernel says of the host, by /proc and statvfs. No program is started for it."""

import os
import time

from runner_action import Refused

# Their servers may be away, and then a look at them never ends.
REMOTE = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "afs"}
# Always full, for nobody can write to them.
READ_ONLY = {"squashfs", "iso9660", "erofs", "udf", "cramfs"}
# Kernel's documentation, iostats.rst: whatever the disk says, a sector here has 512 bytes.
SECTOR = 512


class Counters:
    """What only grows. Two of them, some time apart, make rates."""

    def __init__(self):
        self.at = time.monotonic()
        self.cpu_busy, self.cpu_total = read_cpu()
        self.network = read_network()
        self.disks = read_disks()

    def cpu_percent_since(self, before):
        total = self.cpu_total - before.cpu_total
        return round(100 * (self.cpu_busy - before.cpu_busy) / total, 1) if total > 0 else 0.0


def read_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def read_cpu():
    """Of all processors: what was not idle, and all. Time of guests is in that of users already (proc_stat(5))."""
    words = read_text("/proc/stat").split("\n", 1)[0].split()[1:9]
    times = [int(word) for word in words]
    return sum(times) - times[3] - times[4], sum(times)


def read_memory():
    """Bytes. What the kernel could give to programs at once counts as available."""
    lines = (line.split() for line in read_text("/proc/meminfo").splitlines())
    kib = {words[0].rstrip(":"): int(words[1]) for words in lines}
    total, available = kib["MemTotal"] * 1024, kib.get("MemAvailable", kib["MemFree"]) * 1024
    return {
        "total": total,
        "used": total - available,
        "percent": round(100 * (total - available) / total, 1),
        "swap_total": kib.get("SwapTotal", 0) * 1024,
        "swap_used": (kib.get("SwapTotal", 0) - kib.get("SwapFree", 0)) * 1024,
    }


def read_network():
    """Bytes received and sent, by device; without the loopback."""
    found = {}
    for line in read_text("/proc/net/dev").splitlines()[2:]:
        device, _, rest = line.partition(":")
        words = rest.split()
        if device.strip() != "lo":
            found[device.strip()] = (int(words[0]), int(words[8]))
    return found


def read_disks():
    """Bytes read and written, by disk; partitions are in their disks already."""
    found = {}
    for line in read_text("/proc/diskstats").splitlines():
        words = line.split()
        name = words[2]
        is_part = os.path.exists(f"/sys/class/block/{name.replace('/', '!')}/partition")
        if not is_part and not name.startswith(("loop", "ram", "zram", "dm-", "md")):
            found[name] = (int(words[5]) * SECTOR, int(words[9]) * SECTOR)
    return found


def count_processes():
    return sum(1 for name in os.listdir("/proc") if name.isdigit())


def is_running(name):
    """Whether a process has this name, or is called by it. A zombie has ended; the kernel keeps fifteen characters."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            stat, command = read_text(f"/proc/{process}/stat"), read_text(f"/proc/{process}/cmdline")
        except OSError:
            continue
        short, _, rest = stat[stat.index("(") + 1 :].rpartition(")")
        if rest.split()[0] not in "ZX" and name in (short, os.path.basename(command.partition("\0")[0])):
            return True
        if rest.split()[0] not in "ZX" and len(short) == 15 and name[:15] == short and name in command:
            return True
    return False


def local_file_systems():
    """Where this host's own disks are mounted, each once."""
    seen, found = set(), []
    for line in read_text("/proc/self/mounts").splitlines():
        device, place, kind, options = line.split()[:4]
        place = place.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
        is_disk = device.startswith("/") or kind in ("zfs", "btrfs") or (kind == "overlay" and place == "/")
        is_writable = "rw" in options.split(",")
        if not is_disk or not is_writable or kind in REMOTE or kind in READ_ONLY:
            continue
        try:
            number = os.stat(place).st_dev
        except OSError:
            continue
        # Files that are mounted one by one, as containers have them, are no file systems.
        if number not in seen and os.path.isdir(place):
            seen.add(number)
            found.append(place)
    return found


def read_disk(path):
    """Bytes and per cent, as df(1) has them: what only root may use is not free."""
    try:
        stat = os.statvfs(path)
    except FileNotFoundError:
        raise Refused(f"{path} does not exist: name a folder of this host under `disks`") from None
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}: name a folder of this host under `disks`") from None
    used = (stat.f_blocks - stat.f_bfree) * stat.f_frsize
    free = stat.f_bavail * stat.f_frsize
    inodes = stat.f_files - stat.f_ffree
    return {
        "size": stat.f_blocks * stat.f_frsize,
        "used": used,
        "free": free,
        "percent": round(100 * used / (used + free), 1) if used + free > 0 else 0.0,
        "inode_percent": round(100 * inodes / stat.f_files, 1) if stat.f_files > 0 else 0.0,
    }
