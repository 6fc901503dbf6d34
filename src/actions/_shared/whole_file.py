"""A file that is there whole, or as it was before."""

import contextlib
import os
import shutil
import tempfile


def write_whole(path, content, mode):
    """Text, or bytes. By a temporary file in the same folder: whoever reads meanwhile has the old one."""
    _replace(path, content, lambda temporary: os.chmod(temporary, mode))


def rewrite_whole(path, content, check=lambda: None):
    """A file that is there keeps its mode, owner and attributes. `check` may refuse when only the exchange is left to do."""

    def prepare(temporary):
        about = os.stat(path)
        os.chown(temporary, about.st_uid, about.st_gid)
        # After the owner: a change of that takes bits off the mode.
        shutil.copystat(path, temporary)
        os.utime(temporary)
        check()

    _replace(path, content, prepare)


def _replace(path, content, prepare):
    folder = os.path.dirname(path)
    temporary = None
    try:
        try:
            # A name of its own: with the file's in it, it could become too long.
            file, temporary = tempfile.mkstemp(prefix=".runner-", suffix=".tmp", dir=folder)
            with os.fdopen(file, "wb") as stream:
                stream.write(content.encode("utf-8") if isinstance(content, str) else content)
                stream.flush()
                os.fsync(stream.fileno())
            prepare(temporary)
        except OSError as error:
            error.filename = path
            raise
        os.replace(temporary, path)
    except BaseException:
        if temporary is not None:
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
