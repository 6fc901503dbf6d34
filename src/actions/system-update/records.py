"""What each run has updated, for its rollback; and that there is one run at a time."""

import contextlib
import json
import os

from only_one import only_one
from whole_file import write_whole

KEPT = 30


@contextlib.contextmanager
def held_alone(action, manager):
    """The lock lies beside the packages, so that it is the same for all tasks. A dry run only looks."""
    if action.dry_run:
        yield
        return
    path = os.path.join(manager.state(), "runner-update.lock")
    with only_one(path, f"another update is at work ({path} is locked): let that one end first"):
        yield


def write_record(action, updates):
    """Of a run that tries several times, what was there before the first."""
    known = {update["package"]: update for update in read_record(action, action.run_id) or []}
    record = {**{update.package: update._asdict() for update in updates}, **known}
    folder = os.path.join(action.state_dir(), "updates")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    write_whole(os.path.join(folder, f"{action.run_id}.json"), json.dumps(list(record.values())), 0o600)
    # The names of runs sort by time.
    for name in sorted(os.listdir(folder))[:-KEPT]:
        os.unlink(os.path.join(folder, name))


def read_record(action, run_id):
    path = os.path.join(action.state_dir(), "updates", f"{os.path.basename(run_id)}.json")
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None
