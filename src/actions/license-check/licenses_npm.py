"""Of npm: what is installed in node_modules, with package-lock.json to tell what only development needs."""

import json
import os

from runner_action import Refused
from source_repository import read_json, read_text
from spdx import normalize


def list_dependencies(action, root):
    """`(package, version, license)` of each."""
    locked = read_lock(root)
    if locked:
        wanted = [path for path, about in locked.items() if path and not about.get("link") and not is_left_out(action, about)]
    elif os.path.isdir(os.path.join(root, "node_modules")):
        wanted = list(installed(root, "node_modules"))
    elif not has_dependencies(root):
        return
    else:
        raise Refused("there is neither package-lock.json nor node_modules: run npm install in the repository")
    for path in wanted:
        about = {**locked.get(path, {}), **read_package(root, path)}
        yield about.get("name") or path.rpartition("node_modules/")[2], str(about.get("version", "")), license_of(about)


def is_left_out(action, about):
    """A workspace of the repository is no dependency, but the files of its own. What is optional need not be there."""
    return bool(action.params["exclude_dev_dependencies"] and (about.get("dev") or about.get("devOptional")))


def has_dependencies(root):
    package = read_json(root, "package.json")
    return any(package.get(key) for key in ("dependencies", "devDependencies", "optionalDependencies"))


def read_lock(root):
    lock = read_json(root, "package-lock.json") or read_json(root, "npm-shrinkwrap.json")
    if lock and "packages" not in lock:
        raise Refused("package-lock.json is of an npm older than 7: run npm install with a newer one")
    return {path: about for path, about in lock.get("packages", {}).items() if "node_modules/" in path}


def installed(root, folder):
    """Packages within packages as well."""
    for name in sorted(os.listdir(os.path.join(root, folder))):
        path = f"{folder}/{name}"
        if name.startswith("@"):
            yield from installed(root, path)
        elif not name.startswith(".") and os.path.isfile(os.path.join(root, path, "package.json")):
            yield path
            if os.path.isdir(os.path.join(root, path, "node_modules")):
                yield from installed(root, f"{path}/node_modules")


def read_package(root, path):
    try:
        package = json.loads(read_text(root, f"{path}/package.json") or "{}")
    except ValueError:
        return {}
    return {key: package[key] for key in ("name", "version", "license", "licenses") if key in package}


def license_of(about):
    """Very old packages have an object, or a list of them."""
    value = about.get("license") or about.get("licenses") or ""
    items = value if isinstance(value, list) else [value]
    names = [normalize(item.get("type", "") if isinstance(item, dict) else str(item)) for item in items]
    return " OR ".join(name for name in names if name)
