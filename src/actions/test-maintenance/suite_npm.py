"""JavaScript and TypeScript: vitest, jest, node's own test runner, or whatever npm test does."""

import os
import re
import shlex

from outcome import Test, read_jest_json, read_junit, read_lcov
from runner_action import Refused
from source_repository import find_tool, last_words, run_tool


class Vitest:
    name = "vitest"
    why_no_coverage = "it needs @vitest/coverage-v8"

    def __init__(self, action, root):
        self.coverage = {}
        self._params = action.params
        self._root = root
        self._tmp = os.path.join(action.tmp, self.name)

    def run(self, only=None):
        result = os.path.join(self._tmp, "result.json")
        if os.path.exists(result):
            os.unlink(result)
        words = [find_tool(self._root, self.name), *self.options(result)]
        if only is not None:
            name, full_name = only.place
            words += [name, *(["-t", f"^{re.escape(full_name)}$"] if full_name else [])]
        else:
            if self._params["analyze_coverage"] and self.has_coverage():
                words += self.coverage_options()
            if self._params["update_fixtures"]:
                words.append("-u")
        os.makedirs(self._tmp, exist_ok=True)
        done = run_tool(words, self._root)
        if not os.path.exists(result):
            raise Refused(f"{self.name} does not work: {last_words(done)}")
        if only is None:
            self.coverage = read_lcov(os.path.join(self._tmp, "coverage", "lcov.info"), self._root)
        return [test for test in read_jest_json(result, self._root) if only is None or test.status != "skipped"]

    def options(self, result):
        return ["run", "--reporter=json", f"--outputFile={result}", f"--testTimeout={self._params['timeout_per_test'] * 1000}"]

    def has_coverage(self):
        return any(
            os.path.isdir(os.path.join(self._root, f"node_modules/@vitest/coverage-{kind}")) for kind in ("v8", "istanbul")
        )

    def coverage_options(self):
        return ["--coverage", "--coverage.reporter=lcov", f"--coverage.reportsDirectory={self._tmp}/coverage"]


class Jest(Vitest):
    name = "jest"
    why_no_coverage = "it has measured nothing"

    def options(self, result):
        return ["--json", f"--outputFile={result}", f"--testTimeout={self._params['timeout_per_test'] * 1000}"]

    def has_coverage(self):
        return True

    def coverage_options(self):
        return ["--coverage", "--coverageReporters=lcovonly", f"--coverageDirectory={self._tmp}/coverage"]


class Node:
    name = "node --test"
    why_no_coverage = "this version of node measures none"

    def __init__(self, action, root, script):
        self.coverage = {}
        self._params = action.params
        self._root = root
        self._words = shlex.split(script)
        self._tmp = os.path.join(action.tmp, "node-test")

    def run(self, only=None):
        os.makedirs(self._tmp, exist_ok=True)
        result, lcov = os.path.join(self._tmp, "result.xml"), os.path.join(self._tmp, "lcov.info")
        options = [f"--test-timeout={self._params['timeout_per_test'] * 1000}"]
        options += ["--test-reporter=junit", f"--test-reporter-destination={result}"]
        if only is not None:
            # Patterns are regular expressions of JavaScript.
            options.append("--test-name-pattern=/^" + re.sub(r"([\\/^$.*+?()\[\]{}|])", r"\\\1", only.place) + "$/")
        else:
            if self._params["analyze_coverage"]:
                options += ["--experimental-test-coverage", "--test-reporter=lcov", f"--test-reporter-destination={lcov}"]
            if self._params["update_fixtures"]:
                options.append("--test-update-snapshots")
        done = run_tool([find_tool(self._root, "node"), *options, *self._words[1:]], self._root)
        try:
            tests = read_junit(result)
        except (OSError, SyntaxError):
            raise Refused(f"node --test does not work: {last_words(done)}") from None
        if only is None:
            self.coverage = read_lcov(lcov, self._root)
        return tests


class Script:
    """Only whether it passes is known."""

    name = "npm test"
    why_no_coverage = "only of vitest, jest and node --test it is understood what they measure"

    def __init__(self, action, root):
        self.coverage = {}
        self._root = root

    def run(self, only=None):
        done = run_tool(["npm", "test"], self._root)
        passed = done.code == 0
        return [Test("npm test", "passed" if passed else "failed", 0, "" if passed else last_words(done), None)]
