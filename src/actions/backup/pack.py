"""Writes an archive and the list of what is in it, both under temporary names."""

import hashlib
import json
import os
import re
import subprocess
import tarfile
import tempfile

from places import exclude_words, member_name
from program_chain import CHUNK, Chain, Helper
from runner_action import Refused
from tar_stream import COMPRESS, Tee, describe_entries

MOST_WARNINGS = 50
SAID_BY_TAR = re.compile(r"^\S*\btar: ")
# tar goes on after these, and exits 1.
HARMLESS = re.compile(r"file changed as we read it|File removed before we read it|file is unchanged|File shrank by")


class Packed:
    def __init__(self):
        self.files = 0
        self.source_bytes = 0
        self.bytes = 0
        self.sha256 = ""


def pack(action, sources, archive_path, list_path):
    """tar → (checksums are taken here) → compressor → age → file."""
    chain = Chain(COMPRESS[action.params["compression"]] + encryption(action))
    complaints = tempfile.TemporaryFile()
    tar = subprocess.Popen(
        tar_words(action, sources),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    packed = Packed()
    writer = Helper(lambda: write_archive(chain.output, archive_path, packed))
    try:
        problem = None
        try:
            list_entries(Tee(tar.stdout, copy=chain.input), list_path, packed)
        except tarfile.TarError:
            judge_tar(action, tar, complaints)
            raise
        except OSError as error:
            # A broken pipe, or a full disk: what the others say about it goes first.
            problem = error
        chain.close_input()
        writer.join()
        if writer.error is not None:
            raise writer.error
        chain.finish()
        if problem is not None:
            raise problem
        judge_tar(action, tar, complaints)
    finally:
        tar.kill()
        tar.wait()
        chain.kill()
        chain.close_input()
        writer.join(timeout=5)
    return packed


def tar_words(action, sources):
    names = os.path.join(action.tmp, "paths")
    with open(names, "wb") as file:
        for source in sources:
            file.write(os.fsencode(member_name(source)) + b"\0")
    return [
        "tar",
        "--create",
        "--file=-",
        "--directory=/",
        "--format=posix",
        "--pax-option=delete=atime,delete=ctime",
        "--sparse",
        "--acls",
        "--xattrs",
        "--warning=no-file-ignored",
        *exclude_words(action),
        "--null",
        "--verbatim-files-from",
        f"--files-from={names}",
    ]


def encryption(action):
    if not action.params["encrypt_to"]:
        return []
    action.need_tool("age")
    recipients = os.path.join(action.tmp, "recipients")
    with open(recipients, "w", encoding="utf-8") as file:
        file.write("".join(f"{recipient}\n" for recipient in action.params["encrypt_to"]))
    return [["age", "--encrypt", "--recipients-file", recipients]]


def list_entries(stream, path, packed):
    with open(path, "x", encoding="utf-8") as file:
        for entry in describe_entries(stream):
            file.write(json.dumps(entry) + "\n")
            if entry["type"] == "file":
                packed.files += 1
                packed.source_bytes += entry["bytes"]


def write_archive(source, path, packed):
    digest = hashlib.sha256()
    try:
        with open(path, "xb", buffering=0) as file:
            while True:
                data = source.read1(CHUNK)
                if not data:
                    break
                digest.update(data)
                packed.bytes += len(data)
                write_all(file, data, path)
            os.fsync(file.fileno())
            # So that it is the disk which is read back, not the memory.
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        # Whoever still writes into it is told by that.
        source.close()
    packed.sha256 = digest.hexdigest()


def write_all(file, data, path):
    view = memoryview(data)
    try:
        while view:
            view = view[file.write(view) :]
    except OSError as error:
        # The file's object does not know its name in the error.
        raise OSError(error.errno, error.strerror, path) from None


def judge_tar(action, tar, complaints):
    """0 and 1 are good ends: with 1, files changed or vanished while they were read."""
    code = tar.wait()
    complaints.seek(0)
    lines = [SAID_BY_TAR.sub("", line) for line in complaints.read().decode(errors="replace").splitlines()]
    harmless = [line for line in lines if HARMLESS.search(line)]
    for line in harmless[:MOST_WARNINGS]:
        action.warn(line)
    if len(harmless) > MOST_WARNINGS:
        action.warn(f"{len(harmless) - MOST_WARNINGS} more files changed or vanished while they were read")
    if code in (0, 1):
        return
    said = "; ".join(line for line in lines if line not in harmless and "previous errors" not in line)[-500:]
    raise Refused(
        f"tar could not read everything: {said}: run the task as a user who may read it, or add it to `exclude`; no archive was kept"
    )
