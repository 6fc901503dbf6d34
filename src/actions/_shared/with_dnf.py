"""dnf and rpm: the host's own, or those of another root that `dnf_options` points to."""

import os

from package_manager import Package

FORMAT = "%{NAME}\\t%{ARCH}\\t%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\t%{SIZE}\\n"
# The longer name first: each is the beginning of another.
KERNEL_PARTS = ("kernel-modules-extra", "kernel-modules-core", "kernel-modules", "kernel-core", "kernel-devel", "kernel")
CACHES = ("var/cache/dnf", "var/cache/libdnf5")


class Dnf:
    name = "dnf"

    def __init__(self, action):
        self._action = action
        self._options = action.params["dnf_options"]
        self._root = "/"
        for option in self._options:
            if option.startswith("--installroot="):
                self._root = action.path(option.partition("=")[2])
        if action.dry_run:
            self._options = [*self._options, *leaving_no_trace(action.tmp, self._root)]

    def run(self, words):
        return self._action.command(["dnf", "-y", "-q", *self._options, *words])

    def rpm(self, words):
        return self._action.command(["rpm", "--root", self._root, *words])

    def installed(self):
        """By name and architecture; kernels, of which there are several, with their version."""
        found = {}
        for line in self.rpm(["-qa", "--qf", FORMAT]).splitlines():
            name, architecture, version, size = line.split("\t")
            if name != "gpg-pubkey":
                found[full_name(name, architecture, version)] = Package(version, int(size))
        return found

    def root(self):
        return self._root

    def state(self):
        return os.path.join(self._root, "var/lib/dnf")

    def cache_folders(self):
        folders = [os.path.join(self._root, folder) for folder in CACHES]
        return [folder for folder in folders if os.path.isdir(folder)]

    def clean_cache(self):
        self.run(["clean", "packages"])

    def orphans(self):
        # dnf 4 ends each line by itself and takes the backslash as it is, dnf 5 does neither.
        printed = self.run(["repoquery", "--unneeded", "--qf", "%{name}\\t%{arch}\\t%{epoch}:%{version}-%{release}\\n"])
        lines = printed.replace("\\t", "\t").replace("\\n", "\n").splitlines()
        return sorted({full_name(*line.split("\t")) for line in lines if line})

    def is_kernel(self, package):
        return package.startswith("kernel")

    def kernels(self):
        """Packages by release, of the releases whose kernel is installed."""
        found = {}
        for package in self.installed():
            for part in KERNEL_PARTS:
                rest = package[len(part) + 1 :]
                if package.startswith(part + "-") and rest[:1].isdigit():
                    found.setdefault(rest, []).append(package)
                    break
        return found

    def refuse_more_than(self, packages):
        """rpm says who needs them."""
        self.rpm(["-e", "--test", *packages])

    def remove(self, packages, purge):
        self.run(["remove", "--noautoremove", *packages])


def full_name(name, architecture, version):
    if name.startswith("kernel"):
        return f"{name}-{version.partition(':')[2]}.{architecture}"
    return f"{name}.{architecture}"


def leaving_no_trace(folder, root):
    """Even questions are logged, and their answers kept. Of these folders dnf puts some below its root, and others not."""
    climb = "/.." * root.count("/")
    return [f"--setopt=logdir={climb}{folder}", f"--setopt=cachedir={climb}{folder}/dnf"]
