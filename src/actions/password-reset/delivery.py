"""How a secret reaches whom it is for: as a file of a given owner, or as standard input of a command."""

import contextlib
import os
import pwd
import stat
import subprocess

from runner_action import Refused

PATIENCE_S = 120


def choose_delivery(action):
    notify = action.params["notify"]
    if ("file" in notify) == ("command" in notify) or ("owner" in notify and "file" not in notify):
        raise Refused("notify: say either `file`, with its `owner`, or `command`")
    if "command" in notify:
        action.need_tool(notify["command"][0])
        return ByCommand(action, notify["command"])
    return ByFile(action, action.path(notify["file"]), notify.get("owner", "root"))


class ByCommand:
    kind = "command"

    def __init__(self, action, words):
        self._user = action.params["user"]
        self._words = words

    def prepare(self, _password):
        pass

    def deliver(self, password):
        """What it prints is let go: it could be the password."""
        environment = {key: value for key, value in os.environ.items() if key != "RUNNER_OUTPUT"}
        try:
            done = subprocess.run(
                self._words,
                input=f"{password}\n".encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=PATIENCE_S,
                env={**environment, "RESET_USER": self._user},
            )
        except subprocess.TimeoutExpired:
            raise Refused(f"{self._words[0]} did not deliver the password within {PATIENCE_S} s; the old one is back") from None
        except OSError as error:
            raise Refused(f"{self._words[0]} cannot be executed ({error.strerror}); the old password is back") from None
        if done.returncode != 0:
            raise Refused(
                f"{self._words[0]} did not deliver the password (exit code {done.returncode}); the old one is back. "
                "What it prints is not shown: try it with another text"
            )

    def clean_up(self):
        pass


class ByFile:
    kind = "file"

    def __init__(self, action, path, owner):
        self._action = action
        self._path = path
        try:
            self._owner = pwd.getpwnam(owner)
        except KeyError:
            raise Refused(f"notify.owner: there is no user {owner} on this host") from None
        folder, self._name = os.path.split(path)
        self._new = f".{self._name}.new"
        try:
            self._folder = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            raise Refused(f"notify.file: there is no folder {folder}: make it first") from None
        self._check(folder)

    def _check(self, folder):
        status = os.fstat(self._folder)
        if status.st_uid not in (0, self._owner.pw_uid):
            raise Refused(f"notify.file: {folder} belongs to somebody else, who could take the file: choose another folder")
        if status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX:
            raise Refused(
                f"notify.file: others may write in {folder}, and so take the file: chmod go-w, or choose another folder"
            )
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(os.stat(self._name, dir_fd=self._folder, follow_symlinks=False).st_mode):
                raise Refused(f"notify.file: {self._path} is there and no file: choose another name")

    def prepare(self, password):
        # What a run that was killed has left: no other is at work.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._new, dir_fd=self._folder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._new, flags, 0o600, dir_fd=self._folder)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            os.fchown(descriptor, self._owner.pw_uid, self._owner.pw_gid)
            os.fchmod(descriptor, 0o600)
            file.write(f"{password}\n")
            file.flush()
            os.fsync(descriptor)

    def deliver(self, _password):
        os.rename(self._new, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
        os.fsync(self._folder)
        # No artifact: the SHA-256 of a secret is told to nobody.
        self._action.change("file-created", path=self._path)

    def clean_up(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._new, dir_fd=self._folder)
        os.close(self._folder)
