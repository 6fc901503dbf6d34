"""Who has a file open for writing. The kernel is asked by way of leases (fcntl(2), F_SETLEASE); /proc says who they are."""

import errno
import fcntl
import os
import signal

# A lease is broken by SIGIO, which would end this process. Whoever opens the file waits until it is given back.
signal.signal(signal.SIGIO, signal.SIG_IGN)


class Writer:
    def __init__(self, pid, number, flags):
        self.pid = pid
        self.appends = bool(flags & os.O_APPEND)
        self._info = f"/proc/{pid}/fdinfo/{number}"

    def position(self):
        """Behind the last byte that it wrote; None where it is gone."""
        try:
            return _read_info(self._info)["pos"]
        except (OSError, KeyError):
            return None


def take_alone(file):
    """Whether nobody else has the file open, and nobody can open it before give_back(), or 45 seconds are over."""
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        return True
    except OSError as error:
        if error.errno not in _NO_LEASE:
            raise
        return False


def give_back(file):
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)


def is_written(path):
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        return False
    except OSError as error:
        if error.errno not in _NO_LEASE:
            raise
        # Somebody writes, or there are no leases on this file system, or for this user.
        return error.errno == errno.EAGAIN or bool(find_writers(os.fstat(file)))
    finally:
        os.close(file)


def find_writers(stat):
    """As far as this user may see into other processes."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        if int(pid) == os.getpid():
            continue
        try:
            for number in os.listdir(f"/proc/{pid}/fd"):
                if os.path.samestat(os.stat(f"/proc/{pid}/fd/{number}"), stat):
                    flags = _read_info(f"/proc/{pid}/fdinfo/{number}")["flags"]
                    if flags & os.O_ACCMODE != os.O_RDONLY:
                        found.append(Writer(int(pid), number, flags))
        except (OSError, KeyError):
            # It has ended, or has closed this one, or is not ours to look into.
            continue
    return found


def _read_info(path):
    with open(path, encoding="ascii", errors="replace") as lines:
        pairs = dict(line.split(":", 1) for line in lines if line.startswith(("pos:", "flags:")))
    return {"pos": int(pairs["pos"]), "flags": int(pairs["flags"], 8)}


# Somebody has it open; not the owner's; not on this file system.
_NO_LEASE = {errno.EAGAIN, errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOLCK, errno.EOPNOTSUPP}
