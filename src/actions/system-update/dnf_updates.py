"""Updates by dnf."""

import subprocess

from update_sources import Update, check_installed
from with_dnf import Dnf, full_name

FORMAT = "%{name}\\t%{arch}\\t%{epoch}:%{version}-%{release}\\n"


class DnfUpdates(Dnf):
    def __init__(self, action):
        super().__init__(action)
        self._type = action.params["update_type"]
        self._words = []

    def refresh(self):
        self.run(["makecache", "--refresh"])

    def planned(self):
        installed = self.installed()
        names = self._action.params["packages"]
        if self._type == "packages":
            check_installed(names, {name.rpartition(".")[0] for name in installed} | set(installed))
        chosen = ["--security"] if self._type == "security" else []
        printed = self.run(["repoquery", "--upgrades", "--latest-limit=1", *chosen, "--qf", FORMAT, *names])
        lines = printed.replace("\\t", "\t").replace("\\n", "\n").splitlines()
        found = {}
        for name, architecture, version in (line.split("\t") for line in lines if line):
            package = full_name(name, architecture, version)
            found[package] = Update(package, installed[package].version if package in installed else None, version)
        # Not the newest of a package that once had a hole, but the first without it.
        self._words = ["upgrade-minimal" if chosen else "upgrade", *chosen, *names]
        return [found[package] for package in sorted(found)]

    def install(self, planned):
        self.run(self._words)

    def held(self):
        return []

    def needs_restart(self):
        """Where the plugin is missing nothing is known."""
        if self.root() != "/":
            return False
        words = ["dnf", "-q", "needs-restarting", "-r"]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True)
        return done.returncode == 1 and "No such command" not in done.stderr

    def downgrade(self, wanted):
        """From `wanted`, versions by package, what a source has still. What it has not, with why."""
        words, missing = [], []
        for package, version in sorted(wanted.items()):
            name, _, architecture = package.rpartition(".")
            exact = f"{name}-{version}.{architecture}"
            if self.run(["repoquery", "--available", "--qf", FORMAT, exact]).strip():
                words.append(exact)
            else:
                missing.append(f"{package} {version}: no source has it any more")
        if words:
            self.run(["downgrade", *words])
        return missing
