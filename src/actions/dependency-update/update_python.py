"""Python: what is pinned in requirements files and in pyproject.toml. A range that has no upper end needs no update."""

import os
import re

from runner_action import Refused
from source_repository import find_python, last_words, read_text, requirements_files, run_tool
from versions import Update, base_of, level_of, new_range, numbers, within

NAME = r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?P<extras>\[[^\]]*\])?\s*"
PIN = re.compile(rf"^(?P<before>\s*){NAME}(?P<range>(?:==|~=)\s*\d+(?:\.\d+){{0,2}})(?P<after>\s*(?:[;#\\].*)?)$")

OF_OTHERS = {"poetry.lock": "poetry", "uv.lock": "uv", "pdm.lock": "pdm"}


def update(action, folder):
    updates = []
    for name in requirements_files(folder, not action.params["include_dev"]):
        text = read_text(folder, name)
        lines = text.split("\n")
        if "--hash" in text:
            action.data["left_alone"].append(f"{name}: it has hashes, which are for pip-compile or uv to renew")
            continue
        changed = [update_line(action, folder, line, updates) for line in lines]
        write(folder, name, text, "\n".join(changed))
    text = read_text(folder, "pyproject.toml")
    theirs = next((name for name in OF_OTHERS if os.path.exists(os.path.join(folder, name))), None)
    if text and theirs:
        action.data["left_alone"].append(f"pyproject.toml: {theirs} goes with it, which is for {OF_OTHERS[theirs]} to renew")
        return list(dict.fromkeys(updates))
    if "[tool.poetry.dependencies]" in text:
        action.data["left_alone"].append("pyproject.toml: what stands under [tool.poetry.dependencies] is for poetry to renew")
    write(folder, "pyproject.toml", text, update_project(action, folder, text, updates))
    return list(dict.fromkeys(updates))


def update_project(action, folder, text, updates):
    """Lists of requirements, in [project] and its optional ones."""
    section = ""
    for line in text.split("\n"):
        if line.startswith("["):
            section = line.strip()
        for item in re.findall(r"\"([^\"]+)\"|'([^']+)'", line):
            requirement = item[0] or item[1]
            is_main = section == "[project]"
            if is_main or (section == "[project.optional-dependencies]" and action.params["include_dev"]):
                changed = update_line(action, folder, requirement, updates)
                text = text.replace(f'"{requirement}"', f'"{changed}"').replace(f"'{requirement}'", f"'{changed}'")
    return text


def update_line(action, folder, line, updates):
    match = PIN.match(line)
    if match is None:
        return line
    old = base_of(match["range"].replace(" ", ""))
    allowed = [one for one in released(folder, match["name"]) if within(action.params["level"], old, one)]
    newest = max(allowed, key=numbers, default=old)
    if numbers(newest) <= numbers(old):
        return line
    range_text = new_range(match["range"], newest)
    if range_text:
        updates.append(Update("python", match["name"], old, newest, range_text, level_of(old, newest)))
    return line.replace(match["range"], range_text) if range_text else line


def released(folder, name):
    """What can be installed with this Python, without previews. pip knows where to ask."""
    python = find_python(folder)
    if python is None:
        raise Refused("python3 is not on the PATH of the run")
    done = run_tool([python, "-m", "pip", "index", "versions", "--no-cache-dir", name], folder)
    if done.code != 0:
        raise Refused(f"pip does not tell the versions of {name}: {last_words(done)}")
    listed = re.search(r"^Available versions: (.*)$", done.out, re.MULTILINE)
    versions = listed[1].split(", ") if listed else []
    return [version for version in versions if re.fullmatch(r"\d+(\.\d+)*", version)]


def write(folder, name, old, new):
    if old != new:
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(new)
