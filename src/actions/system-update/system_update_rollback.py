"""Brings back the versions that a run has replaced, as far as a source has them still."""

import os

from package_manager import choose_manager, not_stopped_halfway
from records import held_alone, read_record
from runner_action import Action, Refused
from update_sources import choose_updates


def main(action):
    run_id = os.environ.get("RUNNER_ROLLBACK_OF") or action.run_id
    manager = choose_updates(action, choose_manager(action))
    with held_alone(action, manager):
        undo(action, manager, run_id)


def undo(action, manager, run_id):
    record = read_record(action, run_id)
    if record is None:
        action.summary = f"run {run_id} has updated nothing"
        return
    before = manager.installed()
    wanted, not_undone = sort_out(action, record, before)
    for package, version in sorted(wanted.items()):
        action.would(f"bring {package} back from {before[package].version} to {version}")
    if action.dry_run:
        action.summary = f"{len(wanted)} packages would be brought back"
        return
    with not_stopped_halfway():
        not_undone += manager.downgrade(wanted)
    now = manager.installed()
    back = [package for package in sorted(wanted) if now[package].version == wanted[package]]
    for package in back:
        action.change("package-updated", package=package, old=before[package].version, new=wanted[package])
    action.summary = f"{len(back)} packages brought back to the version from before"
    if not_undone:
        action.data["not_undone"] = not_undone
        raise Refused(f"{action.summary}; not {'; '.join(not_undone[:5])}")


def sort_out(action, record, installed):
    """Versions by package. What is as it was is left; what came along stays, for others may need it now."""
    wanted, not_undone = {}, []
    for update in record:
        package, old = update["package"], update["old"]
        if old is None:
            if package in installed:
                action.warn(f"{package} came with the update, and stays")
        elif package not in installed:
            not_undone.append(f"{package} {old}: it was removed")
        elif installed[package].version != old:
            wanted[package] = old
    return wanted, not_undone


Action.run(main)
