"""Of Python: the metadata of what is installed for the repository. Its own environment first, else what it asks for."""

import email.parser
import glob
import json
import os
import re

from runner_action import Refused
from source_repository import find_python, read_text, requirements_files, run_tool
from spdx import normalize

TOOLS = {"pip", "setuptools", "wheel", "pkg-resources"}
NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


def list_dependencies(action, root):
    own = [path for folder in (".venv", "venv") for path in glob.glob(os.path.join(root, folder, "lib*/python*/site-packages"))]
    asked = set(requirements(action, root))
    if not own and not asked:
        return
    installed = read_all(own or site_packages(root))
    wanted = reach(installed, asked) if asked else set(installed) - TOOLS
    for name in sorted(wanted):
        if name in installed:
            about = installed[name]
            yield about["Name"], about["Version"] or "", license_of(about)
        elif name in asked:
            action.warn(f"python: {name} is asked for and not installed, so its licence is not known")
            yield name, "", ""


def requirements(action, root):
    """Names, as PEP 503 writes them."""
    for name in requirements_files(root, action.params["exclude_dev_dependencies"]):
        yield from names_of(read_text(root, name).splitlines())
    listed = re.search(r"^dependencies\s*=\s*\[(.*?)\]\s*$", read_text(root, "pyproject.toml"), re.MULTILINE | re.DOTALL)
    if listed:
        yield from names_of(re.findall(r"[\"']([^\"']+)[\"']", listed[1]))


def names_of(lines):
    for line in lines:
        match = NAME.match(line)
        if match:
            yield canonical(match[1])


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def site_packages(root):
    python = find_python(root)
    if python is None:
        raise Refused("python3 is not installed, so nothing is known about packages")
    code = "import json, sys; print(json.dumps([p for p in sys.path if p]))"
    return json.loads(run_tool([python, "-c", code], root).out)


def read_all(folders):
    """The first one on the path counts, as when it is imported."""
    found = {}
    for folder in folders:
        paths = [glob.glob(os.path.join(folder, pattern)) for pattern in ("*.dist-info/METADATA", "*.egg-info/PKG-INFO")]
        for path in sum(paths, []):
            with open(path, encoding="utf-8", errors="replace") as file:
                about = email.parser.HeaderParser().parse(file)
            if about["Name"]:
                found.setdefault(canonical(about["Name"]), about)
    return found


def reach(installed, asked):
    """What is asked for, and what that needs; not what it could use besides."""
    reached, open_names = set(), set(asked)
    while open_names:
        name = open_names.pop()
        reached.add(name)
        for line in installed[name].get_all("Requires-Dist", []) if name in installed else []:
            needed = list(names_of([line]))
            if "extra ==" not in line and needed and needed[0] in installed:
                open_names |= set(needed) - reached
    return reached


def license_of(about):
    """The newest way to say it first: PEP 639, then classifiers, then whatever stands under License."""
    expression = normalize(about["License-Expression"])
    if expression:
        return expression
    classifiers = [line.split(" :: ")[-1] for line in about.get_all("Classifier", []) if line.startswith("License :: ")]
    names = [normalize(line) for line in classifiers if line != "OSI Approved"]
    text = (about["License"] or "").strip()
    return " OR ".join(name for name in names if name) or normalize(text if "\n" not in text and len(text) < 80 else "")
