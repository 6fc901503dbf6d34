"""A file that is there whole, or as it was before."""

import contextlib
import os
import tempfile


def write_whole(path, text, mode):
    """By a temporary file in the same folder. Whoever reads meanwhile has the old one."""
    folder = os.path.dirname(path)
    file, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", suffix=".tmp", dir=folder)
    try:
        try:
            with os.fdopen(file, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fchmod(stream.fileno(), mode)
                os.fsync(stream.fileno())
        except OSError as error:
            error.filename = error.filename or path
            raise
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _keep_name(folder)


def _keep_name(folder):
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
