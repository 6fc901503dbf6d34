"""Security updates that wait, as apt or dnf know them. Nothing is fetched: what they know is as old as their lists."""

import glob
import os
import re
import shutil
import time

OLDEST_DAYS = 7
# `RHSA-1 Important/Sec. liba-2-1.noarch`, and since version 5 a table: `RHSA-1 security Important liba-2-1.noarch 2026-01-01 …`.
DNF_4 = re.compile(r"(\S+)\s+(\w+)/Sec\.\s+(\S+)")
DNF_5 = re.compile(r"(\S+)\s+security\s+(\w+)\s+(\S+-\S+)\s+\d{4}-")


def check(scan):
    if os.path.exists(scan.path("/var/lib/dpkg/status")) and shutil.which("apt-get"):
        check_apt(scan)
    elif os.path.isdir(scan.path("/etc/dnf")) and shutil.which("dnf"):
        check_dnf(scan)


def check_apt(scan):
    check_age(scan)
    # Without its cache nothing is written; with -s nothing is installed and no lock is needed.
    words = ["apt-get", "-s", "-o", "Debug::NoLocking=true", "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]
    if not scan.is_host:
        words += ["-o", f"Dir={scan.root}", "-o", f"Dir::State::status={scan.path('/var/lib/dpkg/status')}"]
    for line in scan.run([*words, "dist-upgrade"]).splitlines():
        match = re.match(r"Inst (\S+) \[(\S+)\] \((\S+) (.*)\)", line)
        if match and re.search(r"-security\b|Debian-Security", match.group(4)):
            name, old, new = match.group(1, 2, 3)
            tell(scan, "high", name, f"{name} {old} has a security update: {new}")


def check_age(scan):
    lists = glob.glob(os.path.join(glob.escape(scan.path("/var/lib/apt/lists")), "*Release"))
    advice = "apt-get update; let it run every day"
    if not lists:
        title = "whether there are security updates is not known: apt has no lists"
        scan.found("updates-not-known", "medium", title, "/var/lib/apt/lists", advice)
        return
    # apt gives the lists the server's time; what it has looked at last is the folder's.
    looked = max(os.stat(path).st_ctime for path in lists + [scan.path("/var/lib/apt/lists")])
    days = (time.time() - looked) / 86400
    if days > OLDEST_DAYS:
        title = f"apt has not looked for updates for {days:.0f} days"
        scan.found("updates-not-known", "medium", title, "/var/lib/apt/lists", advice)


def check_dnf(scan):
    words = ["dnf", "-q", "-C", "updateinfo", "list", "--security"]
    if not scan.is_host:
        words += ["--installroot", scan.root]
    severities = {"critical": "critical", "important": "high", "moderate": "medium", "low": "low"}
    for line in scan.run(words).splitlines():
        match = DNF_4.match(line) or DNF_5.match(line)
        if match:
            advisory, severity, package = match.groups()
            tell(scan, severities.get(severity.lower(), "medium"), package, f"{package} is a security update ({advisory})")


def tell(scan, severity, package, title):
    scan.found("security-update", severity, title, package, "install it: the action system-update does")
