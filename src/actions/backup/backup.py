"""Archives files and folders, reads back what it wrote, and removes old archives."""

import contextlib
import glob
import json
import os
import re
import socket
import time

from backup_files import CHECKSUMS, FORMAT, MANIFEST, bytes_text, count_text, hash_file, stamp
from only_one import only_one
from pack import encryption, pack
from places import find_destination, find_sources
from prune import find_old, prune
from read_back import Differs, read_back, read_whole
from runner_action import Action, Refused
from tar_stream import COMPRESS, DECOMPRESS, SUFFIX


def main(action):
    check_tools(action)
    sources = find_sources(action)
    destination = find_destination(action, sources)
    if action.dry_run:
        tell(action, sources, destination)
        return
    os.umask(0o077)
    os.makedirs(destination, mode=0o700, exist_ok=True)
    refusal = f"another run of {action.task} is writing to {destination}: wait for its end"
    with only_one(os.path.join(destination, f".{action.task}.lock"), refusal):
        remove_leftovers(action, destination)
        make(action, sources, destination)


def check_tools(action):
    action.need_tool("tar")
    for words in COMPRESS[action.params["compression"]]:
        action.need_tool(words[0], {"xz": "xz-utils"}.get(words[0]))
    for words in action.params["hooks"].values():
        action.need_tool(words[0])
    for words in encryption(action):
        # Before anything is stopped for the backup's sake.
        action.command(words)


def tell(action, sources, destination):
    hooks = action.params["hooks"]
    if "before" in hooks:
        action.would(f"run {' '.join(hooks['before'])}")
    suffix = SUFFIX[action.params["compression"]] + (".age" if action.params["encrypt_to"] else "")
    action.would(f"archive {', '.join(sources)} as {destination}/{action.task}-{stamp(time.time())}{suffix}")
    if "after" in hooks:
        action.would(f"run {' '.join(hooks['after'])}")
    old = find_old(action, destination)
    for backup in old:
        action.would(f"remove {backup.archive}")
    action.summary = f"{count_text(len(sources), 'path')} would be archived, {count_text(len(old), 'older archive')} removed"


def remove_leftovers(action, destination):
    """Of a run that was killed: what is under a temporary name was never whole."""
    # The name of another task, which may be at work, can begin like this one's.
    ours = re.compile(rf"^\.{re.escape(action.task)}-[0-9]{{8}}T[0-9]{{6}}Z(-[0-9]+)?\..*partial$")
    for name in filter(ours.match, os.listdir(destination)):
        os.unlink(os.path.join(destination, name))


def make(action, sources, destination):
    created = time.time()
    stem = free_stem(action, destination, created)
    name = stem + SUFFIX[action.params["compression"]] + (".age" if action.params["encrypt_to"] else "")
    written = Written(destination, stem, name)
    try:
        with hooks(action) as after:
            packed = pack(action, sources, written.partial_archive, written.partial_list)
        verify(action, written, packed)
        written.keep(header(action, sources, created, name, packed))
    finally:
        written.remove_partials()
    tell_made(action, written, packed)
    if after["problem"] is not None:
        raise Refused(f"{written.archive} is there and whole, but {after['problem']}")
    if packed.files == 0:
        action.warn("there is no file in it: nothing older was removed")
    else:
        prune(action, destination, stem)
    removed = action.metrics.get("archives_removed", 0)
    action.summary += f"; {removed} older removed" if removed else ""


@contextlib.contextmanager
def hooks(action):
    """`after` follows on `before` in any case: what that stopped has to be started again."""
    words = action.params["hooks"]
    after = {"problem": None}
    status = "failed"
    try:
        if "before" in words:
            action.say(action.command(words["before"]).strip() or f"{words['before'][0]} is done")
        yield after
        status = "success"
    finally:
        if "after" in words:
            try:
                said = action.command(words["after"], env={"BACKUP_STATUS": status})
                action.say(said.strip() or f"{words['after'][0]} is done")
            except Refused as refused:
                after["problem"] = f"what comes after it failed: {refused}"
                action.warn(after["problem"])


def verify(action, written, packed):
    """By what is on the disk. An encrypted archive cannot be looked into: the key is elsewhere."""
    try:
        if action.params["encrypt_to"]:
            read_whole(written.partial_archive, packed.sha256)
            return
        with open(written.partial_list, encoding="utf-8") as lines:
            entries = (json.loads(line) for line in lines)
            read_back(written.partial_archive, entries, packed.sha256, DECOMPRESS[action.params["compression"]])
    except Differs as what:
        raise Refused(
            f"what was read back is not what was written: {what}: look after the disk; the archive was not kept,"
            " older ones are as they were"
        ) from None


def free_stem(action, destination, created):
    stem = first = f"{action.task}-{stamp(created)}"
    again = 1
    while glob.glob(os.path.join(glob.escape(destination), f"{stem}.*")):
        again += 1
        stem = f"{first}-{again}"
    return stem


def header(action, sources, created, name, packed):
    return {
        "format": FORMAT,
        "task": action.task,
        "run": action.run_id,
        "host": socket.gethostname(),
        "created": created,
        "paths": sources,
        "exclude": action.params["exclude"],
        "archive": {
            "name": name,
            "bytes": packed.bytes,
            "sha256": packed.sha256,
            "compression": action.params["compression"],
            "encrypted_to": action.params["encrypt_to"],
        },
        "files": packed.files,
        "source_bytes": packed.source_bytes,
    }


class Written:
    """The files of one backup: all under temporary names, or all under their own."""

    def __init__(self, folder, stem, name):
        self.folder = folder
        self.archive = os.path.join(folder, name)
        self.manifest = os.path.join(folder, stem + MANIFEST)
        self.checksums = os.path.join(folder, stem + CHECKSUMS)
        self.partial_archive = os.path.join(folder, f".{name}.partial")
        self.partial_list = os.path.join(folder, f".{stem}.list.partial")
        self.partial_manifest = os.path.join(folder, f".{stem}.manifest.partial")
        self.partial_checksums = os.path.join(folder, f".{stem}.sha256.partial")

    def keep(self, about):
        with open(self.partial_list, encoding="utf-8") as lines:
            self.write(self.partial_manifest, [json.dumps(about) + "\n"], lines)
        sums = {self.archive: about["archive"]["sha256"], self.manifest: hash_file(self.partial_manifest)}
        self.write(self.partial_checksums, [f"{sha256}  {os.path.basename(path)}\n" for path, sha256 in sums.items()])
        # The checksums last: with them it is whole.
        os.rename(self.partial_archive, self.archive)
        os.rename(self.partial_manifest, self.manifest)
        os.rename(self.partial_checksums, self.checksums)
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)

    def write(self, path, *texts):
        with open(path, "x", encoding="utf-8") as file:
            for lines in texts:
                file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())

    def remove_partials(self):
        for path in (self.partial_archive, self.partial_list, self.partial_manifest, self.partial_checksums):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)


def tell_made(action, written, packed):
    encrypted = bool(action.params["encrypt_to"])
    action.change("file-created", path=written.archive)
    action.change("file-created", path=written.manifest)
    action.change("file-created", path=written.checksums)
    action.artifact(written.archive, sha256=packed.sha256, bytes=packed.bytes)
    action.artifact(written.manifest)
    action.metrics.update(files_backed_up=packed.files, bytes=packed.bytes, source_bytes=packed.source_bytes)
    action.data.update(
        archive=written.archive, manifest=written.manifest, verified="whole" if encrypted else "contents"
    )
    how = "encrypted and written whole" if encrypted else "read back and whole"
    action.summary = (
        f"{count_text(packed.files, 'file')} ({bytes_text(packed.source_bytes)}) in {written.archive}"
        f" ({bytes_text(packed.bytes)}), {how}"
    )


Action.run(main)
