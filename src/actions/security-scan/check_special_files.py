"""Programs that run as somebody else, and files and folders that everybody can write to."""

import glob
import os
import shutil
import stat

from scan import NotDone, quoted
from walk import walk

QUICK = ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local", "/opt", "/etc", "/srv", "/home", "/root", "/tmp", "/var/tmp", "/var/www"]
# What distributions ship so, where no list of a package manager says it.
KNOWN = set(
    """at chage chfn chsh crontab dbus-daemon-launch-helper doas expiry fusermount fusermount3 gpasswd mount mount.cifs
    mount.nfs newgidmap newgrp newuidmap pam_extrausers_chkpwd pam_timestamp_check passwd ping pkexec plocate
    polkit-agent-helper-1 postdrop postqueue ssh-agent ssh-keysign su sudo umount unix_chkpwd userhelper utempter
    wall write write.ul""".split()
)
RPM_DATABASES = ["/var/lib/rpm", "/usr/lib/sysimage/rpm"]
# Where nobody installs programs.
NO_PLACE_FOR_PROGRAMS = ("/tmp/", "/var/tmp/", "/dev/shm/", "/home/", "/srv/", "/var/www/")


def check(scan):
    privileged = []
    for path, about, others_reach in walk(scan, ["/"] if scan.is_full else QUICK):
        mode = about.st_mode
        if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID) and mode & 0o111:
            privileged.append((scan.inside(path), mode, others_reach))
        if mode & stat.S_IWOTH and others_reach:
            check_world_writable(scan, scan.inside(path), mode)
    shipped = find_shipped(scan, {inside for inside, *_ in privileged})
    for inside, mode, others_reach in privileged:
        check_privileged(scan, inside, mode, inside in shipped, others_reach)


def check_world_writable(scan, inside, mode):
    if stat.S_ISDIR(mode):
        if not mode & stat.S_ISVTX:
            title = f"everybody can write to the folder {inside}, and remove what others have in it"
            scan.found("world-writable-folder", "medium", title, inside, f"chmod o-w {quoted(inside)}, or chmod +t {quoted(inside)}")
    elif stat.S_ISREG(mode):
        severity = "high" if mode & 0o111 or inside.startswith("/etc/") else "medium"
        scan.found("world-writable-file", severity, f"everybody can write to {inside}", inside, f"chmod o-w {quoted(inside)}")


def check_privileged(scan, inside, mode, is_shipped, others_reach):
    as_whom = "owner" if mode & stat.S_ISUID else "group"
    bit = "u-s" if mode & stat.S_ISUID else "g-s"
    if mode & 0o022:
        title = f"{inside} runs as its {as_whom}, and others can change it (mode {stat.S_IMODE(mode):04o})"
        scan.found("writable-suid", "critical", title, inside, f"chmod {bit},go-w {quoted(inside)}")
    elif is_shipped:
        return
    elif inside.startswith(NO_PLACE_FOR_PROGRAMS):
        title = f"{inside} runs as its {as_whom}, in a place where nobody installs programs"
        scan.found("suid-in-odd-place", "critical", title, inside, f"find out who put it there; chmod {bit} {quoted(inside)}")
    else:
        title = f"{inside} runs as its {as_whom}, and is part of no package"
        # Those of containers' images are in folders that only root may pass.
        scan.found("unknown-suid", "medium" if others_reach else "low", title, inside, f"chmod {bit} {quoted(inside)}, or accept it")


def find_shipped(scan, paths):
    """Those that a package has put there, or that have a name and a place known for it."""
    folders = ("/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/lib", "/lib")
    shipped = {path for path in paths if os.path.basename(path) in KNOWN and path.startswith(folders)}
    # /bin is a link to /usr/bin, and older packages name the former.
    also_known_as = {path[4:]: path for path in paths - shipped if path.startswith("/usr/")}
    wanted = {**also_known_as, **{path: path for path in paths - shipped}}
    for name in glob.iglob(os.path.join(glob.escape(scan.path("/var/lib/dpkg/info")), "*.list")) if wanted else ():
        scan.seconds_left()
        with open(name, encoding="utf-8", errors="replace") as file:
            shipped.update(wanted[line] for line in file.read().splitlines() if line in wanted)
    return shipped | {path for path in paths - shipped if is_of_rpm(scan, path)}


def is_of_rpm(scan, path):
    if not any(os.path.isdir(scan.path(folder)) for folder in RPM_DATABASES) or shutil.which("rpm") is None:
        return False
    root = [] if scan.is_host else ["--root", scan.root]
    try:
        # What is of no package it says in words, and with exit code 1.
        return scan.run(["rpm", *root, "-qf", "--queryformat", "=of %{NAME}\n", path], (0, 1)).startswith("=of ")
    except NotDone:
        return False
