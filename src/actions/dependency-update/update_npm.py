"""npm: the ranges are loosened as far as the level goes, npm chooses, and the old ranges come back where they still hold."""

import json
import os
import re

from runner_action import Refused
from source_repository import last_words, read_json, read_text, run_tool, table_of
from versions import Update, base_of, is_simple, level_of, loosened, new_range, numbers

RESOLVE = ["--package-lock-only", "--ignore-scripts", "--no-audit"]
LOCK = "package-lock.json"
OF_OTHERS = {"yarn.lock": "yarn", "pnpm-lock.yaml": "pnpm", "bun.lock": "bun", "bun.lockb": "bun"}


def update(action, folder):
    package = read_json(folder, "package.json")
    if package.get("workspaces"):
        action.data["left_alone"].append("workspaces: only what the package.json of this folder asks for is looked at")
    if is_of_others(action, folder):
        return []
    wanted = list(find_wanted(action, package))
    if not wanted:
        return []
    action.need_tool("npm")
    had_lock = os.path.exists(os.path.join(folder, LOCK))
    current = {name: base_of(text) for _, name, text in wanted}
    if had_lock:
        current.update(locked(folder))
    newest = resolve(action, folder, package, wanted, current)
    updates = []
    for section, name, text in wanted:
        old, new = current[name], newest.get(name, current[name])
        if numbers(new) > numbers(old):
            changed = new_range(text, new)
            package[section][name] = changed or text
            # Without a lock file a range that still holds takes the newest by itself.
            if changed or had_lock:
                updates.append(Update("npm", name, old, new, changed, level_of(old, new)))
    finish(folder, package, had_lock, {one.package for one in updates})
    return updates


def is_of_others(action, folder):
    """A package.json that does not go with its lock file any more is of no use to anybody."""
    names = os.listdir(folder)
    theirs = next((name for name in OF_OTHERS if name in names), None)
    if theirs is None or LOCK in names:
        return False
    action.data["left_alone"].append(f"package.json: {theirs} goes with it, which is for {OF_OTHERS[theirs]} to renew")
    return True


def find_wanted(action, package):
    sections = ["dependencies", "optionalDependencies"] + (["devDependencies"] if action.params["include_dev"] else [])
    for section in sections:
        for name, text in table_of(package, section).items():
            if name.startswith("-"):
                action.data["left_alone"].append(f"{name}: npm would take it for an option")
            elif isinstance(text, str) and is_simple(text):
                yield section, name, text
            else:
                action.data["left_alone"].append(f"{name}: its range is {text}")


def locked(folder):
    packages = read_json(folder, LOCK).get("packages", {})
    start = "node_modules/"
    return {
        path[len(start) :]: about["version"]
        for path, about in packages.items()
        if path.startswith(start) and "version" in about
    }


def resolve(action, folder, package, wanted, current):
    """What npm would install, by name."""
    loose = json.loads(json.dumps(package))
    for section, name, _ in wanted:
        loose[section][name] = loosened(action.params["level"], current[name])
    write_json(folder, "package.json", loose)
    names = [name for _, name, _ in wanted]
    done = run_tool(["npm", "update", *RESOLVE, *names], folder)
    if done.code != 0:
        raise Refused(f"npm update does not work: {last_words(done)}")
    return locked(folder)


def finish(folder, package, had_lock, updated):
    write_json(folder, "package.json", package)
    path = os.path.join(folder, LOCK)
    if not had_lock:
        os.unlink(path)
        return
    if updated:
        lock = read_json(folder, LOCK)
        for section in ("dependencies", "optionalDependencies", "devDependencies"):
            if section in package:
                lock["packages"][""][section] = package[section]
        write_json(folder, LOCK, lock)


def write_json(folder, name, value):
    """Indented as it was."""
    before = read_text(folder, name)
    indent = re.search(r"^([ \t]+)\"", before, re.MULTILINE)
    text = json.dumps(value, indent=indent[1] if indent else 2, ensure_ascii=False)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text + ("\n" if before.endswith("\n") or not before else ""))
