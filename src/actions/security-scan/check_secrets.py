"""Keys and passwords in files that every user can read. What they are is never repeated, only where."""

import re
import stat

from scan import quoted
from walk import walk

FOLDERS = ["/etc", "/home", "/root", "/srv", "/opt", "/usr/local", "/tmp", "/var/tmp", "/var/www", "/var/backups", "/var/log"]
MOST_BYTES = 1_000_000
# Installed by the thousand, with examples in their tests.
LIBRARIES = ("/node_modules/", "/site-packages/", "/dist-packages/", "/.git/objects/", "/.cargo/registry/")

KINDS = [
    ("a private key", "critical", rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*\n"),
    ("a key of age", "critical", rb"\bAGE-SECRET-KEY-1[0-9A-Z]{50,}"),
    ("a key of AWS", "high", rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a token of GitHub", "high", rb"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})"),
    ("a token of GitLab", "high", rb"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a token of Slack", "high", rb"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    ("a key of Stripe", "high", rb"\b[sr]k_live_[A-Za-z0-9]{20,}"),
    ("a token of npm", "high", rb"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a password in an address", "high", rb"\b[a-z][a-z0-9+.-]{2,20}://[^\s:/@'\"]{1,64}:(?![*x$<{%])[^\s:/@'\"]{3,64}@[A-Za-z0-9]"),
    (
        "a password",
        "medium",
        rb"(?im)^[ \t]*(?:export[ \t]+)?[a-z0-9_.-]*(?:passwd|password|secret|api_?key|access_?token)[ \t]*[=:][ \t]*"
        rb"['\"]?(?![$<{%*]|(?:changeme|example|none|null|true|false|yes|no|x+)\b)[^\s'\"#;,]{6,}['\"]?[ \t\r]*$",
    ),
]
PATTERNS = [(what, severity, re.compile(pattern)) for what, severity, pattern in KINDS]
# The last kind is a guess, and only made where settings are.
SETTINGS = re.compile(r"(^|/)\.env(\.[^/]*)?$|\.(env|ini|cnf|conf|cfg|properties|toml|ya?ml|credentials)$")


def check(scan):
    for path, about, others_reach in walk(scan, ["/"] if scan.is_full else FOLDERS):
        if not stat.S_ISREG(about.st_mode) or not others_reach or not about.st_mode & stat.S_IROTH:
            continue
        inside = scan.inside(path)
        if 0 < about.st_size <= MOST_BYTES and not any(part in inside for part in LIBRARIES):
            check_file(scan, path, inside)


def check_file(scan, path, inside):
    try:
        with open(path, "rb") as file:
            text = file.read(MOST_BYTES)
    except OSError:
        scan.not_readable.add(inside)
        return
    if b"\0" in text[:4096]:
        return
    for what, severity, pattern in PATTERNS:
        if what == "a password" and not SETTINGS.search(inside):
            continue
        match = pattern.search(text)
        if match:
            line = text.count(b"\n", 0, match.start()) + 1
            title = f"everybody can read {what} in {inside}"
            advice = f"chmod o-r {quoted(inside)}, and make a new one: this one may be known"
            scan.found("world-readable-secret", severity, title, inside, advice, line)
            return
