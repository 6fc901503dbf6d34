"""Where a backup reads from and writes to, checked before anything is done."""

import fnmatch
import os

from runner_action import Refused

# File systems that are windows into the kernel, not files.
OF_THE_KERNEL = {
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs", "fusectl",
    "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "rpc_pipefs", "securityfs", "selinuxfs", "sysfs", "tracefs",
}  # fmt: skip


def find_sources(action):
    sources = [action.path(path) for path in action.params["paths"]]
    for path in sources:
        if not os.path.lexists(path):
            raise Refused(f"there is no {path}: mend `paths`; nothing was archived")
        if os.path.islink(path):
            action.warn(f"{path} is a link, and archived as that: name {os.path.realpath(path)} for what is behind it")
    return sources


def find_destination(action, sources):
    destination = action.path(action.params["destination"])
    if os.path.exists(destination) and not os.path.isdir(destination):
        raise Refused(f"{destination} is no folder: name another `destination`")
    above = os.path.dirname(destination)
    if not os.path.isdir(above):
        raise Refused(f"there is no {above} to put archives into: make it, or see whether something has to be mounted")
    real = os.path.realpath(destination)
    for source in sources:
        if is_within(real, os.path.realpath(source)) and not is_left_out(action, destination, real):
            raise Refused(
                f"the destination {destination} is inside of {source} and would archive itself:"
                " name another one, or add it to `exclude`"
            )
    return destination


def is_left_out(action, *paths):
    patterns = [action.path(pattern) for pattern in action.params["exclude"] if pattern[0] in "/~"]
    return any(fnmatch.fnmatchcase(above, pattern) for pattern in patterns for path in paths for above in and_above(path))


def is_within(path, folder):
    return folder in and_above(path)


def and_above(path):
    """The path itself and all folders above it."""
    found = [path]
    while os.path.dirname(path) != path:
        path = os.path.dirname(path)
        found.append(path)
    return found


def exclude_words(action):
    """Options of tar. Order matters to it: how a pattern is meant stands before it."""
    words = ["--wildcards", "--no-wildcards-match-slash"]
    for pattern in action.params["exclude"]:
        if pattern[0] in "/~":
            words += ["--anchored", f"--exclude={member_name(action.path(pattern))}"]
        else:
            words += ["--no-anchored", f"--exclude={pattern.rstrip('/')}"]
    words += ["--anchored", "--no-wildcards"]
    return words + [f"--exclude={member_name(point)}" for point in mounts_of_the_kernel()]


def mounts_of_the_kernel():
    # proc(5), mountinfo: field 5 is the mount point, the type stands after " - ".
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as lines:
        for line in lines:
            before, _, after = line.partition(" - ")
            if after.split(" ", 1)[0] in OF_THE_KERNEL:
                yield before.split(" ")[4].replace("\\040", " ")


def member_name(path):
    """As in the archive: below the root."""
    return path.lstrip("/") or "."
