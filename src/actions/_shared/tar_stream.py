"""A tar archive as it flows by: each of its entries is described, and each file's SHA-256 taken."""

import hashlib
import tarfile

from program_chain import CHUNK

COMPRESS = {
    "none": [],
    "gzip": [["gzip", "-c"]],
    "zstd": [["zstd", "-q", "-c"]],
    "xz": [["xz", "-c"]],
}
DECOMPRESS = {
    "none": [],
    "gzip": [["gzip", "-d", "-c"]],
    "zstd": [["zstd", "-d", "-q", "-c"]],
    "xz": [["xz", "-d", "-c"]],
}
SUFFIX = {"none": ".tar", "gzip": ".tar.gz", "zstd": ".tar.zst", "xz": ".tar.xz"}


class Tee:
    """Reads from one file, and hands everything on to another before anybody looks at it."""

    def __init__(self, source, copy=None):
        self._source = source
        self._copy = copy

    def read(self, size):
        data = self._source.read(size)
        if self._copy is not None:
            self._copy.write(data)
        return data

    def drain(self):
        while self.read(CHUNK):
            pass


def describe_entries(stream):
    """A value for each entry of the archive that `stream` reads, in order. Raises tarfile.TarError where it is none."""
    archive = tarfile.open(fileobj=stream, mode="r|", bufsize=CHUNK // 4, errorlevel=2)
    while True:
        member = archive.next()
        if member is None:
            break
        yield _describe(archive, member)
        # tarfile would remember all of them, for millions of files.
        archive.members = []
    # What fills up the last block belongs to the archive as well.
    stream.drain()


def _describe(archive, member):
    if member.isreg():
        return {"path": member.name, "type": "file", "bytes": member.size, "sha256": _hash(archive.extractfile(member))}
    if member.isdir():
        return {"path": member.name, "type": "folder"}
    if member.issym():
        return {"path": member.name, "type": "link", "target": member.linkname}
    if member.islnk():
        return {"path": member.name, "type": "same", "target": member.linkname}
    return {"path": member.name, "type": "other"}


def _hash(file):
    digest = hashlib.sha256()
    while True:
        data = file.read(CHUNK)
        if not data:
            return digest.hexdigest()
        digest.update(data)
