"""Which updates there are of the kind that is wanted, and how they are installed: the part in which apt and dnf differ."""

import collections

from runner_action import Refused

# `old` is None for a package that comes along.
Update = collections.namedtuple("Update", ["package", "old", "new"])


def choose_updates(action, manager):
    wanted = action.params["packages"]
    if action.params["update_type"] == "packages":
        if not wanted:
            raise Refused('update_type is "packages", and no package is named: give `packages` a list of names')
    elif wanted:
        raise Refused('packages are named, which only update_type = "packages" looks at: say that, or leave them out')
    if manager.name == "apt":
        from apt_updates import AptUpdates

        return AptUpdates(action)
    from dnf_updates import DnfUpdates

    return DnfUpdates(action)


def check_installed(names, installed):
    missing = [name for name in names if name not in installed]
    if missing:
        raise Refused(f"not installed: {', '.join(missing)}; only packages that are installed can be updated")
