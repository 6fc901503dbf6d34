"""Looks whether backups are whole and young enough, and restores them into a temporary place."""

import os
import shutil
import tempfile
import time

from backup_files import MANIFEST, bytes_text, count_text, find_backups, find_damaged
from certificates import check_certificates
from checks import Checks, OutOfTime, time_limit, undisturbed
from databases import Server, find_dumps
from restore import remove_restored, restore
from runner_action import Action, Refused

MOST_CHECKS = 200


def main(action):
    directory = action.path(action.params["directory"])
    if not os.path.isdir(directory):
        raise Refused(f"there is no folder {directory}: name the `destination` of a backup")
    action.need_tool("tar")
    backups, odd = find_backups(directory)
    damaged = find_damaged(directory, backups)
    if damaged and not backups:
        raise Refused(f"of no backup in {directory} the manifest can be read: do not count on them, make a new one")
    if not backups:
        raise Refused(f"there is no backup in {directory}: name the `destination` of the action `backup`")
    newest, older = split(backups)
    chosen = newest + (older if action.params["verify_all"] else [])
    if action.dry_run:
        for backup in chosen:
            action.would(f"verify {backup.archive}")
        action.summary = f"{count_text(len(chosen), 'backup')} would be verified"
        return
    odd = [name for name in odd if not name.startswith(tuple(f"{stem}." for stem in damaged))]
    if odd:
        action.warn(f"{', '.join(odd[:10])} in {directory}: {count_text(len(odd), 'file')} that could be a backup's, and belong to none")
    start(action)
    checks = Checks(action)
    server = Server(action, checks) if action.params["restore_databases"] else None
    for stem in damaged:
        checks.failed(stem, "manifest", f"{stem}{MANIFEST} cannot be read: do not count on this backup, make a new one")
    check_ages(action, checks, newest)
    check_space(action, directory, newest)
    verify_in_time(action, checks, server, directory, chosen, len(newest))
    conclude(action, checks, chosen)


def split(backups):
    """The newest one of each task, and the others; the newest first."""
    tasks = set()
    newest = []
    older = []
    for backup in backups:
        (older if backup.task in tasks else newest).append(backup)
        tasks.add(backup.task)
    return newest, older


def start(action):
    for name in ("backups_verified", "files_verified", "bytes_verified", "databases_restored", "certificates_checked"):
        action.metrics[name] = 0
    action.data["certificates"] = []


def check_ages(action, checks, newest):
    limit = action.params["max_age_days"]
    ages = []
    for backup in newest:
        days = round((time.time() - backup.created) / 86_400, 2)
        ages.append(days)
        if days > limit:
            checks.failed(backup.stem, "age", f"{days} days old, {limit:g} are allowed: see why {backup.task} has made no newer one")
        else:
            checks.passed(backup.stem, "age", f"{days} days old")
        if days < -0.01:
            action.warn(f"{backup.stem} was made in the future: see whether the clock is right")
    action.metrics["newest_age_days"] = max(ages)


def check_space(action, directory, newest):
    """Whether there is room for the next backups, which will be about as large."""
    needed = sum(backup.header["archive"]["bytes"] for backup in newest)
    free = shutil.disk_usage(directory).free
    if free < needed:
        action.warn(f"{directory} has {bytes_text(free)} free, the next backups take about {bytes_text(needed)}: make room")


def verify_in_time(action, checks, server, directory, chosen, most_important):
    done = 0
    limit = action.params["max_verification_time"]
    try:
        with time_limit(limit):
            for backup in chosen:
                verify(action, checks, server, backup)
                done += 1
            if server is not None:
                for path, kind in find_dumps(sorted(entry.path for entry in os.scandir(directory))):
                    server.restore(os.path.basename(path), path, kind)
    except OutOfTime:
        says = f"{limit} were not enough, {len(chosen) - done} of {len(chosen)} backups are left: raise `max_verification_time`"
        if done < most_important or done == len(chosen):
            checks.failed(chosen[min(done, len(chosen) - 1)].stem, "time", says)
        else:
            action.warn(says)


def verify(action, checks, server, backup):
    before = len(checks.problems())
    folder = tempfile.mkdtemp(prefix="restored-", dir=action.tmp)
    try:
        if restore(action, checks, backup, folder):
            check_certificates(action, backup, folder)
            if server is not None:
                files = (os.path.join(folder, entry["path"]) for entry in backup.entries() if entry["type"] == "file")
                for path, kind in find_dumps(files):
                    server.restore(backup.stem, path, kind)
    finally:
        with undisturbed():
            remove_restored(folder)
    if len(checks.problems()) == before:
        action.metrics["backups_verified"] += 1


def conclude(action, checks, chosen):
    problems = checks.problems()
    action.metrics["problems"] = len(problems)
    # What failed goes first where there are too many.
    action.data["checks"] = sorted(checks.done, key=lambda check: check["ok"])[:MOST_CHECKS]
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        action.fail(f"{first['backup']}: {first['check']}: {first['says']}{more}")
        return
    counts = action.metrics
    databases = f", {count_text(counts['databases_restored'], 'database')}" if counts["databases_restored"] else ""
    action.summary = (
        f"{count_text(len(chosen), 'backup')} verified, the newest at most {counts['newest_age_days']:.1f} days old;"
        f" {count_text(counts['files_verified'], 'file')} ({bytes_text(counts['bytes_verified'])}){databases} restored"
    )


Action.run(main)
