"""Frees space, type after type. Each type is a file of its own with a function clean(cleaner)."""

import importlib

from cleaner import Cleaner
from runner_action import Action, Refused
from system_places import check_places


def main(action):
    cleaner = Cleaner(action)
    check_places(cleaner)
    for kind in action.params["types"]:
        clean_one(cleaner, kind)
    say_what_was_done(cleaner)


def clean_one(cleaner, kind):
    """What goes wrong with one type keeps none of the others from being cleaned."""
    before = cleaner.freed_bytes
    try:
        importlib.import_module(kind).clean(cleaner)
    except Refused as refused:
        cleaner.problem(f"{kind}: {refused}")
    except OSError as error:
        cleaner.problem(f"{kind}: {error.filename or 'its folder'} cannot be looked at ({error.strerror}): see who may")
    finally:
        cleaner.by_type[kind] = cleaner.freed_bytes - before
        cleaner.write_metrics()


def say_what_was_done(cleaner):
    action = cleaner.action
    cleaner.look_for_room()
    done = "would be freed" if action.dry_run else "freed"
    counted = ((cleaner.files, "file"), (cleaner.folders, "folder"), (cleaner.packages, "package"))
    counts = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counted)
    freed = f"{as_size(cleaner.freed_bytes)} {done}: {counts}"
    if not cleaner.problems:
        action.summary = freed
        return
    action.data["problems"] = cleaner.problems[:50]
    more = len(cleaner.problems) - 1
    action.fail(f"{cleaner.problems[0]}{f' (and {more} more)' if more else ''}; {freed}")


def as_size(count):
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024 or unit == "GiB":
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1024


Action.run(main)
