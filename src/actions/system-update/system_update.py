"""Installs updates, records what became of each package, and sees to the restart."""

import reboot
import saved_before
from package_manager import choose_manager, not_stopped_halfway
from records import held_alone, write_record
from runner_action import Action, Refused
from update_sources import Update, choose_updates


def main(action):
    manager = choose_updates(action, choose_manager(action))
    reboot.check(action)
    with held_alone(action, manager):
        update(action, manager)


def update(action, manager):
    if not action.dry_run:
        action.say("fetches the lists of packages")
        manager.refresh()
    planned = manager.planned()
    action.metrics.update(updates_available=len(planned), updates_installed=0)
    # Of hundreds the log says the rest.
    action.data["updates"] = [step._asdict() for step in planned[:200]]
    action.data["held"] = manager.held()
    for step in planned:
        action.would(f"update {step.package} {step.old or '(new)'} to {step.new}")
    if action.dry_run or action.params["test_mode"]:
        say_what_there_is(action, manager, planned)
        return
    if not planned:
        reboot.see_to_it(action, manager, [])
        action.summary = f"nothing to be updated{reboot.as_text(action)}"
        return
    if action.params["backup_before_update"]:
        saved_before.save(action, manager)
    changed = install(action, manager, planned)
    reboot.see_to_it(action, manager, changed)
    what = "1 package" if len(changed) == 1 else f"{len(changed)} packages"
    action.summary = f"{what} updated{reboot.as_text(action)}"


def install(action, manager, planned):
    """What has changed. The record is there before, for a run that is killed meanwhile to be undone."""
    before = manager.installed()
    write_record(action, planned)
    changed = []
    try:
        with not_stopped_halfway():
            manager.install(planned)
    finally:
        # Half of it may have happened: it is recorded and told all the same.
        changed = find_changed(before, manager.installed())
        write_record(action, changed)
        action.metrics["updates_installed"] = len(changed)
        for step in changed:
            told = {key: value for key, value in step._asdict().items() if value is not None}
            action.change("package-updated", **told)
    missing = sorted({step.package for step in planned} - {step.package for step in changed})
    if missing:
        raise Refused(f"{manager.name} said nothing, and has not updated {', '.join(missing[:10])}: see the log")
    return changed


def find_changed(before, now):
    changed = []
    for package in sorted(set(before) | set(now)):
        old, new = (each.get(package) for each in (before, now))
        if (old and old.version) != (new and new.version):
            changed.append(Update(package, old and old.version, new.version if new else "removed"))
    return changed


def say_what_there_is(action, manager, planned):
    action.data["reboot_required"] = reboot.is_required(action, manager, [])
    names = ", ".join(step.package for step in planned[:5]) + (", …" if len(planned) > 5 else "")
    action.summary = f"{len(planned)} updates to be installed{': ' if names else ''}{names}{reboot.as_text(action)}"


Action.run(main)
