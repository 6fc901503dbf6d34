"""Compresses logs that are large or old, without losing a line of those that are being written, and removes old archives."""

import contextlib
import glob
import os

from archives import NAME, delete, find_archives, find_too_many, find_too_old, places
from choose import find_due, find_logs, find_patterns
from cut import cut
from only_one import only_one
from reopen import check_reopen, compress, name_writers, rename_all, wait_for_writers
from runner_action import Action, Refused, describe
from writers import is_written

MOST_TOLD = 100


def main(action):
    patterns = find_patterns(action)
    tell = check_reopen(action) if "reopen" in action.params else None
    logs, renamed = find_logs(action, patterns)
    archives = find_archives(action, patterns)
    due = find_due(action, logs, archives)
    if action.dry_run:
        tell_due(action, due, renamed, archives)
        return
    action.metrics.update(logs_rotated=0, bytes_rotated=0, archives_deleted=0, space_freed_bytes=0)
    action.data["rotated"] = []
    with only_one_in_each(sorted({os.path.dirname(log) for log in logs} | {os.path.dirname(log) for log, _ in renamed})):
        remove_leftovers(action, [*logs, *(log for log, _ in renamed)])
        delete(action, find_too_old(action, archives), f"older than {action.params['delete_archives_days']:g} days")
        problems = []
        rotate_renamed(action, renamed, problems, wait=False)
        if tell is None:
            cut_all(action, due, problems)
        elif due:
            rotate_renamed(action, rename_all(action, [log for log, _ in due], tell), problems, wait=True)
        just_made = {one["archive"] for one in action.data["rotated"]}
        archives = find_archives(action, patterns)
        delete(action, find_too_many(action, archives, just_made), f"more than {action.params['max_total_gb']:g} GB")
    conclude(action, logs, patterns, problems)


def tell_due(action, due, renamed, archives):
    for log, why in due:
        action.would(f"rotate {log} ({why})")
    for _, path in renamed:
        action.would(f"compress {path}")
    old = find_too_old(action, archives)
    going = old + find_too_many(action, [one for one in archives if one[1] not in old], set())
    for path in going:
        action.would(f"remove {path}")
    action.summary = f"{len(due)} of the logs would be rotated, {len(going)} archives removed"


@contextlib.contextmanager
def only_one_in_each(folders):
    with contextlib.ExitStack() as locks:
        for folder in folders:
            locks.enter_context(only_one(folder, f"another run rotates logs in {folder}: wait for its end"))
        yield


def remove_leftovers(action, logs):
    """Archives of a run that was killed before they were whole. Their logs are."""
    for folder in {place for log in logs for place in places(action, log)}:
        for path in glob.glob(os.path.join(glob.escape(folder), ".*Z*.gz.partial")):
            if NAME.match(os.path.basename(path)[1 : -len(".partial")]) is not None:
                os.unlink(path)


def cut_all(action, due, problems):
    for log, why in due:
        action.say(f"{log}: {why}")
        try:
            archive, how, size = cut(action, log)
        except (Refused, OSError) as problem:
            note(problems, log, problem)
        else:
            done(action, log, archive, how, size)
            if archive.lost_bytes > 0:
                problems.append(f"{log}: {archive.lost_bytes} bytes were written while it was truncated, and are lost: give `reopen`")


def rotate_renamed(action, renamed, problems, wait):
    """`wait`: their program was told just now. Otherwise they are of an earlier run."""
    paths = [path for _, path in renamed]
    written = wait_for_writers(action, paths) if wait else [path for path in paths if is_written(path)]
    for log, path in renamed:
        if path in written:
            problems.append(
                f"{log}: {name_writers(path)} did not open it anew and writes into {path} still: mend `reopen`;"
                " no line is lost, and a later run will compress it"
            )
            continue
        try:
            archive, size = compress(action, log, path)
        except (Refused, OSError) as problem:
            note(problems, log, problem)
        else:
            done(action, log, archive, "renamed", size)


def note(problems, log, problem):
    problems.append(f"{log}: {problem if isinstance(problem, Refused) else describe(problem)}")


def done(action, log, archive, how, size):
    freed = size - archive.size()
    action.say(f"{log} is in {archive.path} ({how})")
    action.change("file-modified", path=log)
    action.change("file-created", path=archive.path)
    action.artifact(archive.path)
    action.metrics["logs_rotated"] += 1
    action.metrics["bytes_rotated"] += size
    action.metrics["space_freed_bytes"] += freed
    action.data["rotated"].append({"log": log, "archive": archive.path, "bytes": size, "how": how})


def conclude(action, logs, patterns, problems):
    action.data["rotated"] = action.data["rotated"][:MOST_TOLD]
    action.metrics["archives_bytes"] = sum(os.stat(path).st_size for _, path in find_archives(action, patterns))
    counts = action.metrics
    summary = f"{counts['logs_rotated']} of {len(logs)} logs rotated, {counts['archives_deleted']} archives removed"
    if not problems:
        action.summary = summary
        return
    for problem in problems:
        action.say(problem)
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    action.fail(f"{problems[0]}{more}; {summary}")


Action.run(main)
