"""Kernels but for the running one and the newest: what boots next, and what is known to boot."""

import os
import re

from orphaned_packages import remove_packages
from package_manager import choose_manager


def clean(cleaner):
    manager = choose_manager(cleaner.action)
    kernels = manager.kernels()
    kept = choose_kept(list(kernels), os.uname().release, 1 if cleaner.aggressive else 2)
    cleaner.action.data["kept_kernels"] = sorted(kept)
    remove_packages(cleaner, manager, sorted({name for release in kernels if release not in kept for name in kernels[release]}))


def choose_kept(releases, running, newest):
    return {running, *sorted(releases, key=by_number)[-newest:]}


def by_number(release):
    """6.1.0-9 before 6.1.0-13."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"[0-9]+|[^0-9.+-]+", release)]
