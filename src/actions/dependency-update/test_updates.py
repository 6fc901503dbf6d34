"""Installs what has been updated, in the private checkout, and runs the repository's tests there."""

import os
import shlex

from runner_action import Refused
from source_repository import find_python, last_words, list_files, read_json, requirements_files, run_tool, table_of


def test_updates(action, folder, ecosystems):
    """What has passed. Refused if something fails."""
    commands = [action.params["test_command"]] if "test_command" in action.params else list(own_tests(folder, ecosystems))
    if not commands:
        action.warn("nothing was tested: there are no tests, and no `test_command`")
        return []
    environment = install(action, folder, ecosystems)
    for command in commands:
        done = run_tool(command, folder, env=environment)
        if done.code != 0:
            said = f"{done.out}\n{done.err}".strip()
            action.say(said[-20_000:])
            action.data["test_output"] = said[-3000:]
            raise Refused(f"{shlex.join(command)} fails with the updates: {last_words(done)[-200:]}; no branch was made")
        action.say(f"{shlex.join(command)} passes")
    return [shlex.join(command) for command in commands]


def own_tests(folder, ecosystems):
    if "npm" in ecosystems:
        script = str(table_of(read_json(folder, "package.json"), "scripts").get("test") or "")
        # What npm init writes.
        if script and "no test specified" not in script:
            yield ["npm", "test"]
    if "python" in ecosystems and any(
        os.path.basename(name).startswith("test") and name.endswith(".py") for name in list_files(folder)
    ):
        yield ["python3", "-m", "unittest", "discover"]
    if "rust" in ecosystems:
        yield ["cargo", "test", "--quiet"]
    if "go" in ecosystems:
        yield ["go", "test", "./..."]


def install(action, folder, ecosystems):
    """Variables with which the tests find it."""
    if "npm" in ecosystems:
        has_lock = os.path.exists(os.path.join(folder, "package-lock.json"))
        must(["npm", "ci", "--no-audit"] if has_lock else ["npm", "install", "--no-package-lock", "--no-audit"], folder)
    if "python" not in ecosystems or not list(requirements_files(folder)):
        return {}
    # Before all else that this Python has, and only for the tests.
    packages = os.path.join(action.tmp, "packages")
    asked = [word for name in requirements_files(folder) for word in ("--requirement", name)]
    must([find_python(folder), "-m", "pip", "install", "--quiet", "--target", packages, *asked], folder)
    path = os.pathsep.join([os.path.join(packages, "bin"), os.environ.get("PATH", os.defpath)])
    return {"PYTHONPATH": os.pathsep.join([packages, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep), "PATH": path}


def must(words, folder):
    done = run_tool(words, folder)
    if done.code != 0:
        raise Refused(f"{shlex.join(words)[:100]} does not work: {last_words(done)}; no branch was made")
