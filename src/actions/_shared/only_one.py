"""Keeps a second run out of a place in which one works."""

import contextlib
import errno
import fcntl
import os

from runner_action import Refused


@contextlib.contextmanager
def only_one(path, refusal):
    """Holds a lock on a file, which is made, or on a folder that is there. It goes with the process, however that ends."""
    flags = os.O_RDONLY if os.path.isdir(path) else os.O_RDWR | os.O_CREAT
    file = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise Refused(refusal) from None
        yield
    finally:
        os.close(file)
