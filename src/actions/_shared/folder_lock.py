"""One run at a time in a folder. The lock is on the folder itself, so that nothing is left there, and ends with the process."""

import contextlib
import fcntl
import os

from runner_action import Refused


@contextlib.contextmanager
def locked(folder):
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"another run is at work in {folder}: wait until it is done") from None
        yield
    finally:
        os.close(handle)
