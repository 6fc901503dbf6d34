"""Updates by apt."""

import contextlib
import re

from runner_action import Refused
from update_sources import Update, check_installed
from with_apt import Apt

# A source of Debian (bookworm-security, and security.debian.org before), of Ubuntu (jammy-security), or of one's own.
SECURITY = re.compile(r"(^|[-/.])security([-/.]|$)")


class AptUpdates(Apt):
    def __init__(self, action):
        super().__init__(action)
        self._type = action.params["update_type"]
        self._words = []

    def refresh(self):
        # A source that does not answer is an error, not a warning: else its updates are silently left out.
        self.run(["-o", "APT::Update::Error-Mode=any", "update"])

    def planned(self):
        if self._type == "all":
            self._words = ["upgrade", "--with-new-pkgs"]
        else:
            names = self._action.params["packages"] if self._type == "packages" else self._security_updates()
            if self._type == "packages":
                check_installed(names, self.installed())
            if not names:
                return []
            self._words = ["install", "--only-upgrade", "--no-remove", *names]
        return [Update(step.package, step.old, step.new) for step in self.simulate(self._words) if step.verb == "Inst"]

    def install(self, planned):
        """What came along with others is no wish of the administrator's now, as it was not before."""
        self._refuse_half_installed()
        automatic = set(self._marks("showauto"))
        try:
            self._action.say(self.run(self._words).strip())
        except Refused:
            # What is unpacked already is set up: half installed it would be of no use to anybody.
            with contextlib.suppress(Refused):
                self.run(["--fix-broken", "--no-remove", "install"])
            raise
        finally:
            mine = [step.package for step in planned if step.package in automatic and step.old is not None]
            if mine:
                self._action.command(["apt-mark", "auto", *mine])

    def held(self):
        return self._marks("showhold")

    def needs_restart(self):
        return False

    def downgrade(self, wanted):
        """From `wanted`, versions by package, what the archive or the cache has still. What it has not, with why."""
        words, missing = [], []
        known = self._versions(list(wanted))
        for package, version in sorted(wanted.items()):
            if version in known.get(package, {}):
                words.append(f"{package}={version}")
            else:
                missing.append(f"{package} {version}: no source has it any more")
        if words:
            automatic = set(self._marks("showauto"))
            self.run(["install", "--allow-downgrades", "--no-remove", *words])
            mine = [package for package in wanted if package in automatic]
            if mine:
                self._action.command(["apt-mark", "auto", *mine])
        return missing

    def _refuse_half_installed(self):
        """An installation that was interrupted has to be finished by somebody who looks at it."""
        said = self._action.command(["dpkg", f"--admindir={self.root()}", "--audit"]).strip()
        if said:
            raise Refused(f"packages are half installed: {said[:300]}; finish that by `dpkg --configure -a` first")

    def _marks(self, kind):
        return self._action.command(["apt-mark", kind]).split()

    def _security_updates(self):
        """NAME=VERSION, the newest of a security source that is newer than what is installed."""
        upgradable = [step.package for step in self.simulate(["upgrade", "--with-new-pkgs"]) if step.verb == "Inst" and step.old]
        held = set(self.held())
        found = []
        for package, versions in self._versions([name for name in upgradable if name not in held]).items():
            for version, sources in versions.items():
                # Of dpkg's own record: what is installed. Below it there are older ones only.
                if any(source.endswith(self.path("Dir::State::status/f")) for source in sources):
                    break
                if any(is_security(source) for source in sources):
                    found.append(f"{package}={version}")
                    break
        return found

    def _versions(self, packages):
        """By package, its versions, the newest first, each with its sources, as `apt-cache policy` has them."""
        found = {}
        if not packages:
            return found
        printed = self._action.command(["apt-cache", "-o", "Dir::Cache::pkgcache=", "policy", *packages])
        package = version = None
        for line in printed.splitlines():
            if not line.startswith(" "):
                package, version = line.rstrip(":"), None
                found[package] = {}
            elif re.match(r"^ (\*\*\*|   ) \S+ -?[0-9]+$", line):
                version = line.split()[-2]
                found[package][version] = []
            elif version is not None and package is not None:
                found[package][version].append(line.strip())
        return found


def is_security(source):
    """`500 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages`"""
    words = source.split()
    if len(words) < 3:
        return False
    return any(SECURITY.search(part) for part in (words[1].partition("://")[2].partition("/")[0], words[2]))
