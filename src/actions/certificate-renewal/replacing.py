"""Copies of what is replaced, the swap of all pairs, and the reload, whose failure undoes the swap."""

import json
import os
import shutil

from runner_action import Refused

# Renewals whose old files stay.
KEPT = 5
MODES = (0o644, 0o600)


def backup_folder(action):
    if "backup_dir" in action.params:
        return action.path(action.params["backup_dir"])
    return os.path.join(action.state_dir(), "certificates")


def copies_of(action, run):
    """The folders of its copies, one for each attempt that replaced something, the first of them first."""
    everything = backup_folder(action)
    names = os.listdir(everything) if os.path.isdir(everything) else []
    ours = [name for name in names if name.startswith(f"{run}.") and _is_ours(everything, name)]
    return [os.path.join(everything, name) for name in sorted(ours)]


def keep_copies(action, pairs):
    """Copies certificates and keys, and gives the folder, named after the run. None where there is nothing to copy."""
    everything = backup_folder(action)
    if not pairs:
        return None
    os.makedirs(everything, mode=0o700, exist_ok=True)
    folder = os.path.join(everything, f"{action.run_id}.{len(copies_of(action, action.run_id)) + 1}")
    os.mkdir(folder, mode=0o700)
    try:
        for number, paths in enumerate(pairs):
            for path, name in zip(paths, ("certificate", "key")):
                if os.path.exists(path):
                    copy = os.path.join(folder, f"{number}.{name}")
                    shutil.copyfile(path, copy)
                    os.chmod(copy, 0o600)
        with open(os.path.join(folder, "pairs.json"), "w", encoding="utf-8") as file:
            json.dump(pairs, file)
    except BaseException:
        shutil.rmtree(folder)
        raise
    prune(everything)
    return folder


def prune(everything):
    for name in sorted(name for name in os.listdir(everything) if _is_ours(everything, name))[:-KEPT]:
        shutil.rmtree(os.path.join(everything, name))


def _is_ours(everything, name):
    """The folder may be one that people use for other things, too."""
    return os.path.isfile(os.path.join(everything, name, "pairs.json"))


def replace_all(action, replacements):
    """`replacements`: (swap, contents). All are new afterwards, and the service knows; or all are old, and Refused says why."""
    is_turned = False
    try:
        for swap, contents in replacements:
            swap.prepare(contents, MODES)
        is_turned = True
        for swap, _ in replacements:
            swap.turn("new")
        reload_service(action)
    except BaseException as problem:
        undo(action, replacements, is_turned)
        if is_turned and isinstance(problem, Refused):
            action.data["reload_undone"] = True
            raise Refused(f"the reload failed, and the old certificates are in place again: {problem}") from None
        raise
    for swap, _ in replacements:
        swap.settle()


def undo(action, replacements, is_turned):
    for swap, _ in replacements:
        if is_turned:
            swap.turn("old")
        swap.settle()
    if is_turned:
        try:
            reload_service(action)
        except Refused as refused:
            action.warn(f"with the old certificates the reload fails as well: {refused}")


def reload_service(action):
    words = action.params.get("reload")
    if words:
        action.say(f"run {' '.join(words)}")
        action.command(words)
