"""Renames logs, tells their program to open them anew, and compresses the renamed ones once nobody writes into them."""

import contextlib
import os
import signal
import time

from archives import Archive, free_name
from runner_action import Refused
from writers import find_writers, is_written

def check_reopen(action):
    """What can be known before anything is renamed. Gives the function that tells the program."""
    reopen = action.params["reopen"]
    if "command" in reopen:
        action.need_tool(reopen["command"][0])
        return lambda: action.command(reopen["command"])
    if "pid_file" not in reopen:
        raise Refused("`reopen` has no `pid_file` and no `command`: give one of them")
    pid = read_pid(action.path(reopen["pid_file"]))
    number = getattr(signal, f"SIG{reopen['signal']}")
    return lambda: os.kill(pid, number)


def read_pid(path):
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            pid = int(file.read().strip())
        # 0 and less would be whole groups of processes.
        if pid > 1:
            os.kill(pid, 0)
            return pid
    except FileNotFoundError:
        raise Refused(f"there is no {path}: is the program running? Nothing was rotated") from None
    except ProcessLookupError:
        raise Refused(f"the process of {path} is gone: start the program, or remove the file. Nothing was rotated") from None
    except PermissionError:
        raise Refused(f"the process of {path} may not be told by this user: run the task as its user. Nothing was rotated") from None
    except ValueError:
        pass
    raise Refused(f"{path} holds no number of a process: mend `reopen`. Nothing was rotated")


def rename_all(action, logs, tell):
    """Gives [(log, what it is called now)]."""
    renamed = []
    try:
        for log in logs:
            now = os.path.join(os.path.dirname(log), free_name(action, log))
            renamed.append((log, now))
            rename(log, now)
        tell()
    except BaseException:
        for log, now in renamed:
            put_back(action, log, now)
        raise
    return renamed


def rename(log, now):
    stat = os.lstat(log)
    os.rename(log, now)
    # For programs that could not make it themselves. Some are so quick that it is there already.
    with contextlib.suppress(FileExistsError):
        file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        if os.geteuid() == 0:
            os.fchown(file, stat.st_uid, stat.st_gid)
        os.fchmod(file, stat.st_mode & 0o7777)
        os.close(file)


def put_back(action, log, now):
    if not os.path.exists(now):
        return
    if os.path.exists(log) and (os.stat(log).st_size > 0 or is_written(log)):
        action.warn(f"{log} was opened anew already: what was written before is in {now}")
        return
    os.rename(now, log)


def wait_for_writers(action, paths):
    """Those into which somebody still writes when the time is over."""
    deadline = time.monotonic() + action.params["reopen"]["wait_seconds"]
    while True:
        paths = [path for path in paths if is_written(path)]
        if not paths or time.monotonic() > deadline:
            return paths
        time.sleep(0.05)


def compress(action, log, renamed):
    """Gives the archive and the number of bytes. The renamed log goes when the archive is there."""
    file = os.open(renamed, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        stat = os.fstat(file)
        archive = Archive(action, log, os.path.basename(renamed), stat)
        try:
            archive.add(file, 0, stat.st_size)
            if os.fstat(file).st_size != stat.st_size:
                raise Refused(f"{renamed} has grown while it was compressed: it is left as it is")
            archive.keep()
        except BaseException:
            archive.discard()
            raise
    finally:
        os.close(file)
    os.unlink(renamed)
    return archive, stat.st_size


def name_writers(path):
    pids = sorted({writer.pid for writer in find_writers(os.stat(path))})
    return f"process {', '.join(map(str, pids))}" if pids else "a process"
