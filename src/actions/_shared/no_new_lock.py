"""cargo writes a Cargo.lock where there is none. In a repository that does without, it goes again."""

import contextlib
import os


@contextlib.contextmanager
def no_new_lock(root):
    """Gives the options which see to it that one which is there stays as it is."""
    lock = os.path.join(root, "Cargo.lock")
    had_lock = os.path.exists(lock)
    try:
        yield ["--locked"] if had_lock else []
    finally:
        if not had_lock and os.path.exists(lock):
            os.unlink(lock)
