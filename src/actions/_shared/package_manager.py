"""Which package manager the host has: apt or dnf, behind the same few questions."""

import collections
import contextlib
import shutil
import signal

from runner_action import Refused

Package = collections.namedtuple("Package", ["version", "bytes"])


@contextlib.contextmanager
def not_stopped_halfway():
    """A half installed package is worse than a late one: TERM is ignored, by all that is started meanwhile as well. KILL is not."""
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def choose_manager(action):
    wanted = action.params["package_manager"]
    if wanted == "apt" or (wanted == "auto" and shutil.which("apt-get")):
        from with_apt import Apt

        action.need_tool("apt-get", "apt")
        action.need_tool("dpkg-query", "dpkg")
        return Apt(action)
    if wanted == "dnf" or shutil.which("dnf"):
        from with_dnf import Dnf

        action.need_tool("dnf")
        action.need_tool("rpm")
        return Dnf(action)
    raise Refused("neither apt-get nor dnf is on the PATH: this host's packages are kept by something else")
