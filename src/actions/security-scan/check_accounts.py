"""Accounts that are more than they seem, and passwords that are none."""

import re

from scan import quoted

NO_LOGIN = ("nologin", "false", "sync", "shutdown", "halt")
LAST_OF_SYSTEM = 999


def check(scan):
    users, shells = {}, {}
    for number, line in enumerate(scan.read_lines("/etc/passwd"), 1):
        fields = line.split(":")
        # Entries of NIS.
        if not line or line.startswith(("+", "-")):
            continue
        if len(fields) != 7 or not fields[2].isdecimal():
            title = f"line {number} is no account: what programs make of it is not known"
            scan.found("account-malformed", "medium", title, "/etc/passwd", "pwck shows what is wrong", number)
            continue
        name, password, uid = fields[0], fields[1], int(fields[2])
        shells[name] = (uid, fields[6].rsplit("/", 1)[-1] not in NO_LOGIN)
        check_number(scan, name, uid, users, number)
        if password not in ("x", "*", "!"):
            check_password(scan, name, password, "/etc/passwd", number, True)
    for number, line in enumerate(scan.read_lines("/etc/shadow"), 1):
        fields = line.split(":")
        if len(fields) >= 2:
            uid, can_log_in = shells.get(fields[0], (None, True))
            check_password(scan, fields[0], fields[1], "/etc/shadow", number, can_log_in)
            if uid and uid <= LAST_OF_SYSTEM and can_log_in and fields[1].startswith("$"):
                title = f"{fields[0]} is an account of the system, and can log in with a password"
                scan.found("system-account-login", "medium", title, "/etc/shadow", f"usermod -L {quoted(fields[0])}", number)


def check_number(scan, name, uid, users, line):
    if uid == 0 and name != "root":
        scan.found("second-root", "critical", f"{name} is root by another name", "/etc/passwd", f"userdel {quoted(name)}, or give it a number", line)
    elif uid in users:
        title = f"{name} and {users[uid]} have the same number, {uid}: each can do what the other can"
        scan.found("shared-number", "medium", title, "/etc/passwd", f"usermod -u NUMBER {quoted(name)}", line)
    users.setdefault(uid, name)


def check_password(scan, name, password, where, line, can_log_in):
    if password == "":
        severity = "critical" if can_log_in else "low"
        scan.found("empty-password", severity, f"{name} needs no password", where, f"passwd {quoted(name)}, or passwd -l {quoted(name)}", line)
    elif re.match(r"\$1\$|\$md5|\$sha1\$|[./0-9A-Za-z]{13}$", password):
        title = f"the password of {name} is kept in an old form that is quickly guessed"
        scan.found("weak-password-hash", "high", title, where, f"passwd {quoted(name)}", line)
    elif where == "/etc/passwd" and not password.startswith(("*", "!")):
        title = f"the password of {name} is where everybody can read its checksum"
        scan.found("password-not-shadowed", "high", title, where, "pwconv", line)
