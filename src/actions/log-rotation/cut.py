"""Moves what is in a log into an archive while its program has it open and appends to it.

Of three ways the first that can be had:
1. Nobody else has it open: it is emptied while the kernel keeps everybody else waiting.
2. ext4 and XFS take whole blocks out of the front of a file, in one step: whatever is appended meanwhile stays.
3. What was appended is added to the archive until nothing was for a moment, and then it is truncated at once. A line
   that is written between the last look and the truncation is lost: whether that happened is looked up afterwards.
"""

import contextlib
import os
import shutil
import signal
import subprocess

from archives import Archive, free_name
from runner_action import Refused
from writers import find_writers, give_back, take_alone

# A log that is cut where a line ends stays larger by this many blocks at most.
BLOCKS_FOR_A_LINE = 4096
MOST_ROUNDS = 50


def cut(action, log):
    """Gives the archive, how it was done, and the number of bytes."""
    file = os.open(log, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        stat = os.fstat(file)
        alone = is_alone(file)
        writers = [] if alone else find_writers(stat)
        refuse_others(writers)
        archive = Archive(action, log, free_name(action, log), stat)
        try:
            return (archive, *move(action, file, archive, alone, writers))
        except BaseException:
            archive.discard()
            raise
    finally:
        os.close(file)


def is_alone(file):
    alone = take_alone(file)
    if alone:
        give_back(file)
    return alone


def refuse_others(writers):
    for writer in writers:
        if not writer.appends:
            raise Refused(
                f"process {writer.pid} writes into it without appending, and would leave a hole: start it so that it"
                " appends (`>>`), or give `reopen`"
            )


def move(action, file, archive, alone, writers):
    size = os.fstat(file).st_size
    end = size if alone else find_cut(file, size)
    archive.add(file, 0, end or size)
    archive.keep()
    if not alone and end and collapse(file, end, archive):
        return "cut", end
    copied = end or size
    for _ in range(MOST_ROUNDS):
        copied = catch_up(file, archive, copied)
        if take_alone(file):
            try:
                copied = catch_up(file, archive, copied)
                with unstopped():
                    os.ftruncate(file, 0)
                    archive.is_needed = True
            finally:
                give_back(file)
            return "emptied", copied
        with unstopped():
            if os.fstat(file).st_size == copied:
                os.ftruncate(file, 0)
                archive.is_needed = True
                look_for_loss(action, archive, writers, copied)
                return "truncated", copied
    raise Refused("it is written all the time, and this file system cannot cut it: give `reopen`")


def catch_up(file, archive, copied):
    size = os.fstat(file).st_size
    if size > copied:
        archive.add(file, copied, size)
    return size


def find_cut(file, size):
    """Where whole blocks end, if possible with a line. 0 if there is no whole block that is not the last."""
    block = os.fstatvfs(file).f_bsize
    last = (size - 1) // block * block
    lowest = max(last // 2, last - BLOCKS_FOR_A_LINE * block)
    for end in range(last, lowest, -block):
        if os.pread(file, 1, end - 1) == b"\n":
            return end
    return last


@contextlib.contextmanager
def unstopped():
    """TERM waits: between what is done to the log and the note of it nothing may come."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM, signal.SIGINT})


def collapse(file, end, archive):
    """fallocate(2), FALLOC_FL_COLLAPSE_RANGE. False where the file system has no such thing."""
    if shutil.which("fallocate") is None:
        return False
    words = ["fallocate", "--collapse-range", "--offset", "0", "--length", str(end), f"/proc/self/fd/{file}"]
    with unstopped():
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, pass_fds=[file])
        archive.is_needed = done.returncode == 0
    return archive.is_needed


def look_for_loss(action, archive, writers, copied):
    """Who appended after the last look has written beyond what is in the archive."""
    last = max([writer.position() or 0 for writer in writers], default=0)
    archive.lost_bytes = max(0, last - copied)
    action.warn("a log was truncated while a program has it open, on a file system that cannot cut it: give `reopen` to be sure")
