"""Puts a new certificate and its key in the place of the old ones, both at the same instant.

Between two renames the certificate would be new, and the key old. So for that time both are links that lead through a third,
`now`, and it is that one which is turned:

    site.pem ──▶ .site.pem.renewal/now/0 ─┐   now ──▶ old or new   ┌─▶ .site.pem.old or .site.pem.new
    site.key ──▶ .site.pem.renewal/now/1 ─┘                        └─▶ .site.key.old or .site.key.new

Whenever the process dies, both are old or both are new. `settle` makes plain files of them, and needs no room on the disk to do so;
the next run begins with it.
"""

import os
import shutil
import stat


class PairSwap:
    def __init__(self, paths):
        self.paths = [real_path(path) for path in paths]
        self.switch = _beside(self.paths[0], "renewal")
        self.now = os.path.join(self.switch, "now")

    def was_begun(self):
        return os.path.lexists(self.switch)

    def prepare(self, contents, modes):
        """From here on they are links, to what they were. `modes`: of files that are not there yet."""
        os.mkdir(self.switch)
        os.chmod(self.switch, 0o755)
        for path, content, mode in zip(self.paths, contents, modes):
            _write_like(path, content, mode)
            if os.path.exists(path):
                os.link(path, _beside(path, "old"))
        for version in ("old", "new"):
            folder = os.path.join(self.switch, version)
            os.mkdir(folder)
            os.chmod(folder, 0o755)
            for number, path in enumerate(self.paths):
                os.symlink(_beside(path, version), os.path.join(folder, str(number)))
        os.symlink("old", self.now)
        self._to_disk()
        for number, path in enumerate(self.paths):
            link = _beside(path, "link")
            os.symlink(os.path.join(self.now, str(number)), link)
            os.replace(link, path)
        self._to_disk()

    def turn(self, version):
        """To "new", or back to "old"."""
        turned = os.path.join(self.switch, "turned")
        _remove(turned)
        os.symlink(version, turned)
        os.replace(turned, self.now)
        _sync_folder(self.switch)

    def settle(self):
        """What they are now they stay, as plain files. Gives "old" or "new"; None where no swap had begun."""
        version = os.readlink(self.now) if os.path.islink(self.now) else None
        for path in self.paths if version else []:
            kept = _beside(path, version)
            if os.path.lexists(kept):
                os.replace(kept, path)
            elif _is_switched(path):
                # There was none before.
                os.unlink(path)
        self._to_disk()
        for path in self.paths:
            for suffix in ("old", "new", "link"):
                _remove(_beside(path, suffix))
        # Last: while it is there, a run that finds it comes here again.
        shutil.rmtree(self.switch, ignore_errors=True)
        return version

    def _to_disk(self):
        for folder in {os.path.dirname(path) for path in [*self.paths, self.now]}:
            if os.path.isdir(folder):
                _sync_folder(folder)


def real_path(path):
    """Where links lead, but for those of a swap that was broken off."""
    for _ in range(40):
        path = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        if not os.path.islink(path) or _is_switched(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    return path


def _is_switched(path):
    return os.path.islink(path) and os.path.dirname(os.readlink(path)).endswith(".renewal/now")


def _beside(path, suffix):
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.{suffix}")


def _write_like(path, content, mode):
    """A new file beside it, on the disk, with owner, attributes and mode of the one that it will replace."""
    new = _beside(path, "new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        file.write(content)
        if os.path.exists(path):
            like = os.stat(path)
            shutil.copystat(path, new)
            os.chown(new, like.st_uid, like.st_gid)
            # What nobody else may read when it is new, not all may read now.
            mode = stat.S_IMODE(like.st_mode) & (0o7770 if mode == 0o600 else 0o7777)
        os.chmod(new, mode)
        os.utime(new)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder):
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
