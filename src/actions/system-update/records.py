"""What each run has updated, for its rollback; and that there is one run at a time."""

import contextlib
import fcntl
import json
import os

from runner_action import Refused

KEPT = 30


@contextlib.contextmanager
def held_alone(action, manager):
    """The lock lies beside the packages, so that it is the same for all tasks. A dry run only looks."""
    if action.dry_run:
        yield
        return
    path = os.path.join(manager.state(), "runner-update.lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another update is at work ({path} is locked): let that one end first") from None
        yield
    finally:
        os.close(descriptor)


def write_record(action, updates):
    """Of a run that tries several times, what was there before the first."""
    known = {update["package"]: update for update in read_record(action, action.run_id) or []}
    record = {**{update.package: update._asdict() for update in updates}, **known}
    folder = os.path.join(action.state_dir(), "updates")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{action.run_id}.json")
    new = f"{path}.new"
    try:
        with open(new, "w", encoding="utf-8") as file:
            json.dump(list(record.values()), file)
            file.flush()
            os.fsync(file.fileno())
        os.rename(new, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)
        raise
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
