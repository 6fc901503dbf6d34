"""Settings of the SSH server. Of two values of one keyword the first counts, as sshd_config(5) says."""

import glob
import os

WEAK = ("3des", "arcfour", "blowfish", "cast128", "hmac-md5", "hmac-sha1-96", "group1-sha1", "group-exchange-sha1", "ssh-dss")

# Keyword, which values are wrong, rule, how severe, what that means, what is better.
RULES = [
    ("permitrootlogin", ("yes",), "ssh-root-login", "high", "root can log in with a password", "prohibit-password"),
    ("permitemptypasswords", ("yes",), "ssh-empty-passwords", "critical", "accounts without a password can log in", "no"),
    ("passwordauthentication", ("yes",), "ssh-passwords", "low", "passwords can be guessed", "no"),
    ("strictmodes", ("no",), "ssh-strict-modes", "medium", "keys count that others can write to", "yes"),
    ("hostbasedauthentication", ("yes",), "ssh-host-based", "medium", "other hosts are trusted to know their users", "no"),
    ("ignorerhosts", ("no",), "ssh-rhosts", "medium", "a .rhosts file lets others in", "yes"),
    ("permituserenvironment", ("yes",), "ssh-user-environment", "medium", "users can get round restrictions by variables", "no"),
    ("x11forwarding", ("yes",), "ssh-x11-forwarding", "low", "the server can look at the screens of those who log in", "no"),
    ("protocol", ("1", "1,2", "2,1"), "ssh-protocol-1", "critical", "the first protocol is broken", "2"),
]
LISTS = ("ciphers", "macs", "kexalgorithms", "hostkeyalgorithms", "pubkeyacceptedalgorithms")
MOST_INCLUDES = 16


def check(scan):
    seen = set()
    for where, line, keyword, value, is_for_some in read_settings(scan, "/etc/ssh/sshd_config", 0):
        if not is_for_some and keyword in seen:
            continue
        if not is_for_some:
            seen.add(keyword)
        for name, wrong, rule, severity, means, better in RULES:
            if keyword == name and value.lower() in wrong:
                tell(scan, rule, severity, f"{keyword} {value}: {means}", where, line, f"{keyword} {better}", is_for_some)
        if keyword in LISTS and not value.startswith("-"):
            weak = [name for name in value.lower().split(",") if any(part in name for part in WEAK)]
            if weak:
                title = f"{keyword} has what can be broken: {', '.join(weak)}"
                tell(scan, "ssh-weak-algorithms", "medium", title, where, line, "take them out of the list", is_for_some)


def tell(scan, rule, severity, title, where, line, advice, is_for_some):
    if is_for_some:
        title += " (for those whom `Match` names)"
        severity = {"critical": "high", "high": "medium"}.get(severity, "low")
    scan.found(rule, severity, title, where, f"{advice}; then reload the SSH server", line)


def read_settings(scan, inside, depth):
    """Yields (file, line, keyword, value, whether it stands below a Match) in the order in which they count."""
    is_for_some = False
    for number, text in enumerate(scan.read_lines(inside), 1):
        words = text.strip().replace("=", " ", 1).split(None, 1)
        if len(words) < 2 or words[0].startswith("#"):
            continue
        keyword, value = words[0].lower(), words[1].split(" #")[0].strip().strip('"')
        if keyword == "match":
            is_for_some = value.lower() != "all"
        elif keyword == "include" and depth < MOST_INCLUDES:
            for path in included(scan, value):
                for where, line, name, its_value, for_some in read_settings(scan, path, depth + 1):
                    yield where, line, name, its_value, is_for_some or for_some
        else:
            yield inside, number, keyword, value, is_for_some


def included(scan, patterns):
    for pattern in patterns.split():
        absolute = os.path.join("/etc/ssh", pattern)
        for path in sorted(glob.glob(os.path.join(glob.escape(scan.root), absolute.lstrip("/")))):
            yield scan.inside(path)
