"""An archive of the configuration and of the list of packages, as they are before an update."""

import contextlib
import io
import os
import tarfile

from runner_action import Refused

KEPT = 5


def save(action, manager):
    paths = [action.path(path) for path in action.params["backup_paths"]]
    for path in paths:
        if not os.path.lexists(path):
            raise Refused(f"backup_paths: there is no {path}: correct the path, or leave it out")
    folder = os.path.join(action.state_dir(), "before")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    inside = [path for path in paths if os.path.realpath(folder).startswith(os.path.realpath(path).rstrip("/") + "/")]
    if inside:
        raise Refused(f"backup_paths: the archives themselves lie in {inside[0]}, in {folder}: name less of it")
    target = os.path.join(folder, f"{action.run_id}.tar.gz")
    new = f"{target}.new"
    action.say(f"saves {', '.join(paths)} in {target}")
    try:
        # An earlier attempt of this run may have been killed over it.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive:
                add_packages(archive, manager)
                for path in paths:
                    archive.add(path)
            file.flush()
            os.fsync(file.fileno())
        os.rename(new, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)
    for name in sorted(os.listdir(folder))[:-KEPT]:
        os.unlink(os.path.join(folder, name))
    action.artifact(target)


def add_packages(archive, manager):
    lines = "".join(f"{name} {package.version}\n" for name, package in sorted(manager.installed().items()))
    about = tarfile.TarInfo("packages.txt")
    about.size = len(lines.encode())
    archive.addfile(about, io.BytesIO(lines.encode()))
