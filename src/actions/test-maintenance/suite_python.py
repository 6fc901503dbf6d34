"""Python: pytest where the repository names it and it is installed, else unittest. Both run in measured_tests.py."""

import json
import os
import re

from outcome import Test, is_test_file
from runner_action import Refused
from source_repository import find_python, last_words, read_text, run_tool

CONFIGURATION = ("pyproject.toml", "setup.cfg", "tox.ini", "requirements.txt", "requirements-dev.txt", "requirements-test.txt")


class Python:
    why_no_coverage = "there is nothing but tests"

    def __init__(self, action, root, files):
        self.coverage = {}
        self._params = action.params
        self._root = root
        self._python = find_python(root)
        if self._python is None:
            raise Refused("python3 is not on the PATH of the run")
        self._files = [name for name in files if name.endswith(".py") and not is_test_file(name)]
        self._tmp = action.tmp
        self._uses_pytest = self._find_pytest(action, files)
        self.name = "pytest" if self._uses_pytest else "unittest"

    def run(self, only=None):
        order = {
            "runner": self.name,
            "root": self._root,
            "timeout": self._params["timeout_per_test"],
            "only": only.place if only is not None else None,
            "measure": self._files if self._params["analyze_coverage"] and only is None else [],
            "update": self._params["update_fixtures"] and only is None,
            "result": os.path.join(self._tmp, "python-tests.json"),
        }
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "measured_tests.py")
        if os.path.exists(order["result"]):
            os.unlink(order["result"])
        # The names of all files are more than an argument may have.
        told = os.path.join(self._tmp, "python-tests-order.json")
        with open(told, "w", encoding="utf-8") as file:
            json.dump(order, file)
        done = run_tool([self._python, script, told], self._root)
        if not os.path.exists(order["result"]):
            raise Refused(f"{self.name} does not work: {last_words(done)}")
        with open(order["result"], encoding="utf-8") as file:
            answer = json.load(file)
        if only is None:
            self.coverage = {name: tuple(counts) for name, counts in answer["coverage"].items()}
        return [Test(*test) for test in answer["tests"]]

    def _find_pytest(self, action, files):
        named = any(name.endswith(("conftest.py", "pytest.ini")) for name in files)
        named = named or any(re.search(r"\bpytest\b", read_text(self._root, name)) for name in CONFIGURATION)
        if not named:
            return False
        if run_tool([self._python, "-c", "import pytest"], self._root).code != 0:
            action.warn("pytest is named and not installed (python3-pytest): unittest runs what it can")
            return False
        return True
