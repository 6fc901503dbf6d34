"""The files of which a backup consists, and how they are found again.

    TASK-20261120T020000Z.tar.gz             the archive, with .age behind it if it is encrypted
    TASK-20261120T020000Z.manifest.jsonl     a line of JSON about the backup, then one for each entry
    TASK-20261120T020000Z.sha256             checksums of these two, as `sha256sum --check` reads them; written last
"""

import hashlib
import json
import os
import re
import time

from program_chain import CHUNK
from tar_stream import SUFFIX

FORMAT = "runner-backup/1"
MANIFEST = ".manifest.jsonl"
CHECKSUMS = ".sha256"
STEM = re.compile(r"^(?P<task>.+)-(?P<stamp>[0-9]{8}T[0-9]{6}Z)(?:-[0-9]+)?$")
ARCHIVE = re.compile(r"^(?P<stem>.+-[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?)\.tar(?:\.gz|\.zst|\.xz)?(?:\.age)?$")


class Backup:
    """One of them, by the first line of its manifest."""

    def __init__(self, folder, stem, header):
        self.stem = stem
        self.header = header
        self.task = header["task"]
        self.created = header["created"]
        self.archive = os.path.join(folder, header["archive"]["name"])
        self.manifest = os.path.join(folder, stem + MANIFEST)
        self.checksums = os.path.join(folder, stem + CHECKSUMS)

    def files(self):
        return [self.archive, self.manifest, self.checksums]

    def entries(self):
        """The entries of the archive, in its order."""
        with open(self.manifest, encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                yield json.loads(line)

    def recorded(self):
        """Checksums by name of file. Empty where there are none."""
        try:
            with open(self.checksums, encoding="utf-8", errors="replace") as lines:
                return {line[66:].rstrip("\n"): line[:64] for line in lines}
        except FileNotFoundError:
            return {}


def find_backups(folder):
    """The backups in a folder, the newest first; and the names of files that look like one's part without being one."""
    backups = []
    odd = []
    names = sorted(os.listdir(folder))
    for name in names:
        if name.endswith(MANIFEST):
            backup = _read(folder, name[: -len(MANIFEST)])
            if backup is None:
                odd.append(name)
            else:
                backups.append(backup)
    ours = {os.path.basename(backup.archive) for backup in backups}
    odd += [name for name in names if ARCHIVE.match(name) and name not in ours]
    return sorted(backups, key=lambda backup: (backup.created, backup.stem), reverse=True), odd


def find_damaged(folder, backups):
    """Stems of backups that were finished, as their checksums say, and whose manifest cannot be read now."""
    names = os.listdir(folder)
    stems = {name[: -len(CHECKSUMS)] for name in names if name.endswith(CHECKSUMS)} - {backup.stem for backup in backups}
    archived = {match["stem"] for match in map(ARCHIVE.match, names) if match}
    return sorted(stems & archived)


def _read(folder, stem):
    """Only what is ours in every respect: the archive's name must be made of the manifest's."""
    path = os.path.join(folder, stem + MANIFEST)
    parts = STEM.match(stem)
    if parts is None or os.path.islink(path) or not os.path.isfile(path):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            header = json.loads(file.readline(CHUNK))
        archive = ARCHIVE.match(header["archive"]["name"])
        whole = header["task"] == parts["task"] and _says_enough(header)
    except (ValueError, KeyError, TypeError):
        return None
    return Backup(folder, stem, header) if whole and archive is not None and archive["stem"] == stem else None


def _says_enough(header):
    about = header["archive"]
    counts = (about["bytes"], header["files"], header["source_bytes"])
    known = header["format"] == FORMAT and about["compression"] in SUFFIX and isinstance(about["encrypted_to"], list)
    return known and isinstance(about["sha256"], str) and all(isinstance(count, int) for count in counts) and header["created"] > 0


def stamp(seconds):
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(seconds))


def hash_file(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while True:
            data = file.read(CHUNK)
            if not data:
                return digest.hexdigest()
            digest.update(data)


def count_text(count, what):
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def bytes_text(count):
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
