"""apt and dpkg: the host's own, or those of another root that APT_CONFIG points to."""

import collections
import os
import re
import shlex
import subprocess

from package_manager import Package
from runner_action import Refused

KERNEL = re.compile(
    r"^linux-(?:image|image-unsigned|headers|modules|modules-extra|tools|cloud-tools)-([0-9]+\.[0-9]+\..*?)(?::[a-z0-9]+)?$"
)
SIMULATED = re.compile(r"^(Inst|Remv|Purg) (\S+)(?: \[([^\]]*)\])?(?: \((\S+))?")
# Nobody is there to answer; files that the administrator has changed stay; another apt may be at work for a while.
OPTIONS = [
    "-y",
    "-q",
    "-o",
    "DPkg::Lock::Timeout=120",
    "-o",
    "Dpkg::Options::=--force-confdef",
    "-o",
    "Dpkg::Options::=--force-confold",
]
# Even what is only simulated would be logged, and kept for the next time.
WITHOUT_TRACE = ["-s", "-o", "Dir::Log::planner=/dev/null", "-o", "Dir::Cache::pkgcache=", "-o", "Dir::Cache::srcpkgcache="]
QUIET = {
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
    "APT_LISTCHANGES_FRONTEND": "none",
    "NEEDRESTART_SUSPEND": "1",
}
FORMAT = "${Package}\\t${Architecture}\\t${Version}\\t${db:Status-Abbrev}\\t${Installed-Size}\\n"

# One line of what apt-get would do: `verb` is Inst, Remv or Purg.
Step = collections.namedtuple("Step", ["verb", "package", "old", "new"])


class Apt:
    name = "apt"

    def __init__(self, action):
        self._action = action
        self._paths = {}

    def run(self, words):
        """What went wrong with a package dpkg says among all else, and apt only that something did."""
        done = subprocess.run(
            ["apt-get", *OPTIONS, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            errors="replace",
            env={**os.environ, **QUIET},
        )
        if done.returncode != 0:
            self._action.say(done.stdout.strip())
            raise Refused(f"apt-get failed with exit code {done.returncode}: {explain(done.stdout)}", command="apt-get")
        return done.stdout

    def simulate(self, words):
        printed = self._action.command(["apt-get", *WITHOUT_TRACE, *OPTIONS, *words], env=QUIET)
        return [Step(*match.groups()) for match in map(SIMULATED.match, printed.splitlines()) if match]

    def installed(self):
        """By name, with the architecture where it is not the host's."""
        native = self._action.command(["dpkg", "--print-architecture"]).strip()
        found = {}
        for line in self.query(["-W", f"-f={FORMAT}"]).splitlines():
            name, architecture, version, status, size = line.split("\t")
            if status[1:2] == "i":
                full = name if architecture in (native, "all") else f"{name}:{architecture}"
                found[full] = Package(version, int(size or 0) * 1024)
        return found

    def query(self, words):
        return self._action.command(["dpkg-query", f"--admindir={os.path.dirname(self.path('Dir::State::status/f'))}", *words])

    def path(self, key):
        if key not in self._paths:
            printed = self._action.command(["apt-config", "shell", "FOUND", key])
            self._paths[key] = shlex.split(printed)[0].partition("=")[2].rstrip("/") if printed else ""
        return self._paths[key]

    def root(self):
        """Some folder on the file system of the packages."""
        return os.path.dirname(self.path("Dir::State::status/f"))

    def state(self):
        return self.path("Dir::State/d")

    def cache_folders(self):
        folder = self.path("Dir::Cache::archives/d")
        return [folder] if os.path.isdir(folder) else []

    def clean_cache(self):
        self.run(["clean"])

    def orphans(self):
        return [step.package for step in self.simulate(["autoremove"]) if step.verb != "Inst"]

    def is_kernel(self, package):
        return package.startswith(("linux-image-", "linux-headers-", "linux-modules-"))

    def kernels(self):
        """Packages by release, of the releases whose image is installed."""
        found = {}
        for package in self.installed():
            match = KERNEL.match(package)
            if match:
                found.setdefault(match.group(1), []).append(package)
        return {
            release: packages
            for release, packages in found.items()
            if any(package.startswith("linux-image-") for package in packages)
        }

    def refuse_more_than(self, packages):
        more = {step.package for step in self.simulate(["remove", *packages])} - set(packages)
        if more:
            raise Refused(f"apt would change other packages as well: {', '.join(sorted(more)[:10])}; see `apt-get -s remove`")

    def remove(self, packages, purge):
        self.run(["purge" if purge else "remove", *packages])


def explain(said):
    lines = said.strip().splitlines()
    causes = [" ".join(lines[at : at + 2]) for at, line in enumerate(lines) if line.startswith("dpkg: error")]
    causes = causes or [line for line in lines if line.startswith("E: ")] or lines[-3:]
    return " ".join(" ".join(causes).split())[:500]
