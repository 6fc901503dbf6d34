"""Restores a backup into a temporary place, and looks whether everything is there as it was."""

import os
import shutil
import stat
import subprocess
import tempfile

from backup_files import bytes_text, count_text, hash_file
from read_back import Differs, read_back, read_whole
from runner_action import Refused, describe
from tar_stream import DECOMPRESS

# For folders, and files that fill their last block badly.
SPARE = 1.1


def restore(action, checks, backup, folder):
    """Gives whether the files are below `folder` afterwards. What it finds out about the backup goes to `checks`."""
    about = backup.header["archive"]
    try:
        check_manifest(backup)
        if about["encrypted_to"] and "identity" not in action.params:
            read_whole(backup.archive, about["sha256"])
            checks.passed(backup.stem, "integrity", "the checksums are right; it is encrypted, and no `identity` was given")
            return False
        has_room = check_room(checks, backup, folder)
        unpack(action, checks, backup, folder if has_room else None)
    except Differs as what:
        checks.failed(backup.stem, "integrity", f"{what}: do not count on this backup, make a new one")
        return False
    except Refused as problem:
        checks.failed(backup.stem, "integrity", f"it cannot be read: {problem}")
        return False
    except OSError as problem:
        # The other backups may be well.
        checks.failed(backup.stem, "integrity", f"it cannot be read: {describe(problem)}")
        return False
    checks.passed(backup.stem, "integrity", "the checksums are right")
    checks.passed(backup.stem, "completeness", f"{count_text(backup.header['files'], 'file')}, as the manifest says")
    return has_room and compare(action, checks, backup, folder)


def check_manifest(backup):
    for path in backup.files():
        if not os.path.exists(path):
            raise Differs(f"{path} is missing")
    recorded = backup.recorded()
    expected = {backup.manifest: hash_file(backup.manifest), backup.archive: backup.header["archive"]["sha256"]}
    for path, sha256 in expected.items():
        if recorded.get(os.path.basename(path)) != sha256:
            raise Differs(f"{os.path.basename(path)} is not the one of {os.path.basename(backup.checksums)}")


def check_room(checks, backup, folder):
    needed = int(backup.header["source_bytes"] * SPARE)
    free = shutil.disk_usage(folder).free
    if free >= needed:
        return True
    says = f"a restore takes {bytes_text(needed)}, and {folder} has {bytes_text(free)} free: free some space, or move TMPDIR"
    checks.failed(backup.stem, "capacity", says)
    return False


def unpack(action, checks, backup, folder):
    commands = decryption(action, backup) + DECOMPRESS[backup.header["archive"]["compression"]]
    for words in commands:
        action.need_tool(words[0])
    sha256 = backup.header["archive"]["sha256"]
    if folder is None:
        read_back(backup.archive, backup.entries(), sha256, commands)
        return
    complaints = tempfile.TemporaryFile()
    words = ["tar", "--extract", "--file=-", f"--directory={folder}", "--no-same-owner", "--no-same-permissions"]
    tar = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints)
    try:
        read_back(backup.archive, backup.entries(), sha256, commands, copy=tar.stdin)
        tar.stdin.close()
    except BrokenPipeError:
        # It has given up; why, is asked for below.
        pass
    except BaseException:
        tar.kill()
        raise
    finally:
        code = tar.wait()
    if code != 0:
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip()[-500:]
        raise Refused(f"tar cannot restore it: {said}")


def decryption(action, backup):
    if not backup.header["archive"]["encrypted_to"]:
        return []
    action.need_tool("age")
    if not os.path.exists(action.path(action.params["identity"])):
        raise Refused(f"there is no {action.path(action.params['identity'])}: mend `identity`")
    return [["age", "--decrypt", "--identity", action.path(action.params["identity"])]]


def compare(action, checks, backup, folder):
    """Of what is on the disk now, against the manifest."""
    files = 0
    size = 0
    for entry in backup.entries():
        problem = differs(os.path.join(folder, entry["path"]), entry)
        if problem is not None:
            checks.failed(backup.stem, "restore", f"{entry['path']} {problem}: do not count on this backup, make a new one")
            return False
        if entry["type"] == "file":
            files += 1
            size += entry["bytes"]
    action.metrics["files_verified"] += files
    action.metrics["bytes_verified"] += size
    checks.passed(backup.stem, "restore", f"{count_text(files, 'file')} ({bytes_text(size)}) restored, each with its checksum")
    return True


def differs(path, entry):
    if entry["path"].startswith("/") or ".." in entry["path"].split("/"):
        return "leads out of the folder for the restore"
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return "was not restored"
    kinds = {"file": stat.S_ISREG, "same": stat.S_ISREG, "folder": stat.S_ISDIR, "link": stat.S_ISLNK}
    if entry["type"] in kinds and not kinds[entry["type"]](found.st_mode):
        return "was restored as something else"
    if entry["type"] == "link" and os.readlink(path) != entry["target"]:
        return "was restored with another target"
    if entry["type"] == "file":
        if not os.access(path, os.R_OK):
            os.chmod(path, 0o600)
        if found.st_size != entry["bytes"] or hash_file(path) != entry["sha256"]:
            return "was restored with other contents"
    return None


def remove_restored(folder):
    """Also where folders came without the right to write into them."""
    for path, folders, _ in os.walk(folder):
        for name in folders:
            below = os.path.join(path, name)
            if not os.path.islink(below):
                os.chmod(below, 0o700)
    shutil.rmtree(folder)
