"""Rust: as with npm the ranges are loosened, cargo chooses, and the old ranges come back where they still hold."""

import os
import re

from runner_action import Refused
from source_repository import last_words, read_text, run_tool
from versions import Update, base_of, holds, is_simple, level_of, loosened, new_range, numbers

SECTION = re.compile(r"^\[(?:target\.[^\]]+\.|workspace\.)?(?P<kind>dev-|build-)?dependencies(?:\.(?P<name>[\w-]+))?\]\s*$")
OTHER_SECTION = re.compile(r"^\s*\[")
INLINE = re.compile(r"^(?P<name>[\w-]+)\s*=\s*(?:\"|\{.*?\bversion\s*=\s*\")(?P<range>[^\"]+)\"")
VERSION = re.compile(r"^version\s*=\s*\"(?P<range>[^\"]+)\"")
RENAMED = re.compile(r"\bpackage\s*=\s*\"([^\"]+)\"")


def update(action, folder):
    action.need_tool("cargo")
    text = read_text(folder, "Cargo.toml")
    wanted = list(find_wanted(action, text))
    if not wanted:
        return []
    had_lock = os.path.exists(os.path.join(folder, "Cargo.lock"))
    before = locked(folder) if had_lock else {}
    current = {name: choose(before.get(name, []), text_range) or base_of(text_range) for _, name, text_range in wanted}
    loose = {name: loosened(action.params["level"], version) for name, version in current.items()}
    write(folder, rewrite(text, wanted, loose))
    if not had_lock:
        cargo(folder, "generate-lockfile")
    # More than one version of a package: cargo wants to know which, and updates all that it may when it is not told.
    several = any(len(before.get(name, [])) > 1 for name in current)
    cargo(folder, "update", *([] if several else [word for name in current for word in ("-p", name)]))
    after = locked(folder)
    updates, ranges = [], {}
    for _, name, text_range in wanted:
        new = choose(after.get(name, []), loose[name])
        if new is not None and numbers(new) > numbers(current[name]):
            changed = new_range(text_range, new, "^")
            if changed or had_lock:
                ranges[name] = changed or text_range
                updates.append(Update("rust", name, current[name], new, changed, level_of(current[name], new)))
    write(folder, rewrite(text, wanted, ranges))
    if not had_lock:
        os.unlink(os.path.join(folder, "Cargo.lock"))
    return list(dict.fromkeys(updates))


def find_wanted(action, text):
    """`(line, package, range)` of each that is of a registry."""
    kind, table = None, None
    for at, line in enumerate(text.split("\n")):
        section = SECTION.match(line)
        if section:
            kind, table = section["kind"] or "", section["name"]
        elif OTHER_SECTION.match(line):
            kind, table = None, None
        if kind is None or (kind == "dev-" and not action.params["include_dev"]):
            continue
        match = VERSION.match(line) if table else INLINE.match(line)
        if match:
            renamed = RENAMED.search(line)
            name = renamed[1] if renamed else table or match["name"]
            if is_simple(match["range"]):
                yield at, name, match["range"]
            else:
                action.data["left_alone"].append(f"{name}: its range is {match['range']}")


def rewrite(text, wanted, ranges):
    lines = text.split("\n")
    for at, name, old in wanted:
        if name in ranges:
            lines[at] = lines[at].replace(f'"{old}"', f'"{ranges[name]}"', 1)
    return "\n".join(lines)


def locked(folder):
    """Versions by name."""
    found = {}
    for match in re.finditer(r'^name = "(.+)"\nversion = "(.+)"$', read_text(folder, "Cargo.lock"), re.MULTILINE):
        found.setdefault(match[1], []).append(match[2])
    return found


def choose(versions, text_range):
    return max((version for version in versions if holds(text_range, version, "^")), key=numbers, default=None)


def cargo(folder, *words):
    done = run_tool(["cargo", *words, "--quiet"], folder)
    if done.code != 0:
        raise Refused(f"cargo {words[0]} does not work: {last_words(done)}")


def write(folder, text):
    with open(os.path.join(folder, "Cargo.toml"), "w", encoding="utf-8") as file:
        file.write(text)
