"""Reads an archive from the disk and holds it against the list of what was put into it, in one pass."""

import hashlib
import os
import tarfile

from program_chain import CHUNK, Chain, Helper
from tar_stream import Tee, describe_entries


class Differs(Exception):
    """What is on the disk is not what the list says. The text says in what."""


def read_back(path, entries, sha256, commands, copy=None):
    """`entries`: what is expected, in order. `commands` make a tar archive of the file. `copy` gets that as well."""
    # First of all: a chain whose input nobody writes to, or closes, would wait for ever.
    file = open(path, "rb", buffering=0)
    digest = hashlib.sha256()
    chain = Chain(commands)
    reader = Helper(lambda: _feed(file, digest, chain.input))
    try:
        _compare(chain, Tee(chain.output, copy), iter(entries))
        reader.join()
        chain.finish()
    finally:
        chain.kill()
        chain.output.close()
        reader.join(timeout=5)
    if reader.error is not None:
        raise reader.error
    _check_sum(path, digest.hexdigest(), sha256)


def read_whole(path, sha256):
    """Of what cannot be looked into only this can be known: that each byte is there as it was written."""
    digest = hashlib.sha256()
    with open(os.devnull, "wb") as nowhere:
        _feed(open(path, "rb", buffering=0), digest, nowhere)
    _check_sum(path, digest.hexdigest(), sha256)


def _feed(file, digest, target):
    with file, target:
        while True:
            data = file.read(CHUNK)
            if not data:
                return
            digest.update(data)
            target.write(data)


def _compare(chain, stream, entries):
    try:
        for entry in describe_entries(stream):
            if entry != next(entries, None):
                raise Differs(f"{entry['path']} is not as it was")
    except tarfile.TarError as error:
        # A program that gives up says more about it.
        chain.finish()
        raise Differs(str(error)) from None
    missing = next(entries, None)
    if missing is not None:
        raise Differs(f"{missing['path']} is missing")


def _check_sum(path, found, expected):
    if found != expected:
        raise Differs(f"SHA-256 of {path} is {found[:12]}…, not {expected[:12]}…")
