"""Which test runners a repository has."""

import os

from source_repository import find_tool, list_files, read_json, table_of
from suite_go import Go
from suite_npm import Jest, Node, Script, Vitest
from suite_python import Python
from suite_rust import Rust


def find_suites(action, root, ecosystems):
    suites = []
    files = list_files(root)
    if "npm" in ecosystems:
        suites += npm(action, root)
    if "python" in ecosystems and any(is_python_test(name) for name in files):
        suites.append(Python(action, root, files))
    if "rust" in ecosystems and any(name.endswith(".rs") for name in files):
        suites.append(Rust(action, root))
    if "go" in ecosystems and any(name.endswith("_test.go") for name in files):
        suites.append(Go(action, root))
    return suites


def is_python_test(name):
    base = os.path.basename(name)
    return base.endswith(".py") and (base.startswith("test") or base.endswith("_test.py"))


def npm(action, root):
    package = read_json(root, "package.json")
    script = str(table_of(package, "scripts").get("test") or "")
    for name, suite in (("vitest", Vitest), ("jest", Jest)):
        named = name in {**table_of(package, "dependencies"), **table_of(package, "devDependencies")} or name in script.split()
        if named and find_tool(root, name):
            return [suite(action, root)]
    if script.startswith("node ") and "--test" in script.split():
        return [Node(action, root, script)]
    return [Script(action, root)] if script and "no test specified" not in script else []
