"""Packages that were installed for others which are gone. Kernels are another type's matter."""

from cleaner import Enough
from package_manager import choose_manager, not_stopped_halfway


def clean(cleaner):
    manager = choose_manager(cleaner.action)
    remove_packages(cleaner, manager, [name for name in manager.orphans() if not manager.is_kernel(name)])


def remove_packages(cleaner, manager, names):
    """Nothing but these: the manager is asked first what else would have to go."""
    action = cleaner.action
    if not names:
        return
    try:
        cleaner.stop_if_enough(manager.root(), manager.root())
    except Enough:
        return
    manager.refuse_more_than(names)
    before = manager.installed()
    for name in names:
        action.would(f"remove the package {name} {before[name].version}")
    if not action.dry_run:
        with not_stopped_halfway():
            manager.remove(names, purge=cleaner.aggressive)
    left = set(before) - set(names) if action.dry_run else manager.installed()
    for name in sorted(set(before) - set(left)):
        cleaner.removed_package(name, before[name].version, before[name].bytes)
