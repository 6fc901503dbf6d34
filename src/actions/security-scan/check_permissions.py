"""Files that everything rests on: who may write to them, and who may read what only few should."""

import glob
import os
import stat

from scan import quoted

WRITABLE = 0o022
READABLE = 0o077

# Where, which bits of its mode are too many, how severe that is.
RULES = [
    ("/etc/passwd", WRITABLE, "critical"),
    ("/etc/group", WRITABLE, "critical"),
    # Group shadow may read them.
    ("/etc/shadow*", 0o037, "critical"),
    ("/etc/gshadow*", 0o037, "critical"),
    ("/etc/sudoers", 0o027, "critical"),
    ("/etc/sudoers.d", WRITABLE, "critical"),
    ("/etc/sudoers.d/*", 0o027, "critical"),
    ("/etc/ssh/sshd_config", WRITABLE, "high"),
    # Group ssh_keys may read them on Fedora.
    ("/etc/ssh/ssh_host_*_key", 0o037, "critical"),
    ("/etc/crontab", WRITABLE, "high"),
    ("/etc/cron.*", WRITABLE, "high"),
    ("/etc/cron.*/*", WRITABLE, "high"),
    ("/etc/systemd/system", WRITABLE, "high"),
    ("/etc/profile", WRITABLE, "high"),
    ("/etc/profile.d/*", WRITABLE, "high"),
    ("/etc/ld.so.preload", WRITABLE, "critical"),
    ("/root", 0o027, "medium"),
]
OF_EACH_HOME = [
    ("", WRITABLE, "high"),
    (".ssh", WRITABLE, "high"),
    (".ssh/authorized_keys", WRITABLE, "high"),
    (".ssh/id_*", READABLE, "critical"),
    (".bashrc", WRITABLE, "high"),
    (".profile", WRITABLE, "high"),
    (".pgpass", READABLE, "medium"),
    (".netrc", READABLE, "medium"),
    (".my.cnf", READABLE, "medium"),
    (".git-credentials", READABLE, "medium"),
    (".aws/credentials", READABLE, "medium"),
    (".kube/config", READABLE, "medium"),
    (".docker/config.json", READABLE, "medium"),
]


def check(scan):
    owner = os.stat(scan.root).st_uid
    for pattern, excess, severity in RULES:
        for path in files(scan, pattern):
            check_mode(scan, path, excess, severity)
            check_owner(scan, path, owner)
    for home in ["/root", *(scan.inside(path) for path in files(scan, "/home/*"))]:
        for name, excess, severity in OF_EACH_HOME:
            for path in files(scan, os.path.join(home, name)):
                check_mode(scan, path, excess, severity)


def files(scan, pattern):
    # The root itself may have brackets in its name.
    found = glob.glob(os.path.join(glob.escape(scan.root), pattern.lstrip("/").rstrip("/")))
    own = [path for path in sorted(found) if not os.path.islink(path) and not path.endswith(".pub")]
    return [path for path in own if not scan.is_excluded(scan.inside(path))]


def check_mode(scan, path, excess, severity):
    try:
        mode = stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        return
    scan.files_scanned += 1
    if mode & excess:
        inside = scan.inside(path)
        wrong = "can be written by others than its owner" if mode & excess & 0o022 else "can be read by others than it is for"
        advice = f"chmod {mode & ~excess:04o} {quoted(inside)}"
        scan.found("loose-permissions", severity, f"{inside} {wrong} (mode {mode:04o})", inside, advice)


def check_owner(scan, path, owner):
    try:
        about = os.lstat(path)
    except FileNotFoundError:
        return
    if about.st_uid != owner:
        inside = scan.inside(path)
        title = f"{inside} belongs to user number {about.st_uid}, who can change it"
        scan.found("wrong-owner", "high", title, inside, f"chown root {quoted(inside)}")
