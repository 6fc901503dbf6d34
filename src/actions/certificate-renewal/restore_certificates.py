"""Undoes a renewal: the certificates and keys that it replaced come back, and the service is told."""

import json
import os

from only_one import only_one
from pair_swap import PairSwap
from replacing import copies_of, keep_copies, replace_all
from runner_action import Action


def main(action):
    undone = os.environ.get("RUNNER_ROLLBACK_OF", "")
    replacements = []
    for paths, copies in first_copies(action, undone).items():
        if not all(os.path.exists(copy) for copy in copies):
            action.warn(f"{paths[0]} was new: it stays")
            continue
        action.would(f"put the old {paths[0]} back")
        replacements.append((PairSwap(paths), paths, [read(copy) for copy in copies]))
    if not replacements:
        action.summary = f"run {undone} has replaced no certificates, or its copies are gone: nothing to undo"
        return
    if not action.dry_run:
        put_back(action, replacements)
    action.summary = f"{len(replacements)} certificates are as they were before {undone}"


def first_copies(action, run):
    """By the paths of certificate and key: those of the copies, before the first attempt that replaced them."""
    found = {}
    for folder in copies_of(action, run):
        with open(os.path.join(folder, "pairs.json"), encoding="utf-8") as file:
            for number, paths in enumerate(json.load(file)):
                copies = [os.path.join(folder, f"{number}.{name}") for name in ("certificate", "key")]
                found.setdefault(tuple(paths), copies)
    return found


def put_back(action, replacements):
    for swap, _, _ in replacements:
        folder = os.path.dirname(swap.paths[0])
        with only_one(folder, f"another run is at work in {folder}: wait until it is done"):
            swap.settle()
    keep_copies(action, [paths for _, paths, _ in replacements])
    replace_all(action, [(swap, contents) for swap, _, contents in replacements])
    for _, paths, _ in replacements:
        for path in paths:
            action.change("file-modified", path=path)


def read(path):
    with open(path, "rb") as file:
        return file.read()


Action.run(main)
