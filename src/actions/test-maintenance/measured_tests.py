"""Runs the tests of a Python repository in its own Python, each of them for so many seconds, and sees which lines they reach.

Nothing of the action is imported here: this Python and its packages are the repository's.
"""

import json
import os
import signal
import sys
import threading
import time
import types


class TooLong(Exception):
    pass


def main(order):
    root = order["root"]
    sys.path[0] = root
    os.chdir(root)
    signal.signal(signal.SIGALRM, lambda *_: _stop(order["timeout"]))
    reach = Reach(root, order["measure"])
    reach.start()
    tests = (run_pytest if order["runner"] == "pytest" else run_unittest)(order)
    reach.stop()
    with open(order["result"], "w", encoding="utf-8") as file:
        json.dump({"tests": tests, "coverage": reach.by_file()}, file)


def _stop(seconds):
    raise TooLong(f"it took longer than {seconds} seconds")


class Reach:
    """Which lines of these files were executed: by the package coverage if it is there, else by the interpreter's tracing."""

    def __init__(self, root, names):
        self._paths = {os.path.realpath(os.path.join(root, name)): name for name in names}
        self._lines = {path: set() for path in self._paths}
        self._package = None

    def start(self):
        if not self._paths:
            return
        try:
            import coverage
        except ImportError:
            threading.settrace(self._trace)
            sys.settrace(self._trace)
            return
        self._package = coverage.Coverage(data_file=None, include=list(self._paths), config_file=False)
        self._package.start()

    def stop(self):
        if self._package is not None:
            self._package.stop()
        elif self._paths:
            sys.settrace(None)
            threading.settrace(None)

    def by_file(self):
        counts = {}
        for path, name in self._paths.items():
            possible = executable_lines(path)
            reached = self._lines[path]
            if self._package is not None:
                reached = set(self._package.get_data().lines(path) or [])
            counts[name] = [len(possible & reached), len(possible)]
        return counts

    def _trace(self, frame, _event, _argument):
        lines = self._lines.get(frame.f_code.co_filename)
        if lines is None:
            return None
        lines.add(frame.f_lineno)

        def local(inner, event, _argument):
            if event == "line":
                lines.add(inner.f_lineno)
            return local

        return local


def executable_lines(path):
    import dis

    try:
        with open(path, "rb") as file:
            open_codes = [compile(file.read(), path, "exec")]
    except (SyntaxError, ValueError):
        return set()
    lines = set()
    while open_codes:
        code = open_codes.pop()
        lines |= {line for _, line in dis.findlinestarts(code) if line}
        open_codes += [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]
    return lines


def run_unittest(order):
    import unittest

    tests = []

    class Result(unittest.TestResult):
        def startTest(self, test):
            super().startTest(test)
            self.is_within, self.started, self.status, self.message = True, time.monotonic(), "passed", ""
            signal.alarm(order["timeout"])

        def stopTest(self, test):
            signal.alarm(0)
            super().stopTest(test)
            self.is_within = False
            seconds = round(time.monotonic() - self.started, 4)
            tests.append([test.id(), self.status, seconds, self.message, test.id()])

        def bad(self, test, error):
            text = f"{error[0].__name__}: {error[1]}"
            if not getattr(self, "is_within", False):
                # What is prepared for a whole class or module has failed.
                tests.append([test.id(), "failed", 0, text, test.id()])
            self.status, self.message = "failed", text

        def addError(self, test, err):
            super().addError(test, err)
            self.bad(test, err)

        def addFailure(self, test, err):
            super().addFailure(test, err)
            self.bad(test, err)

        def addSubTest(self, test, subtest, err):
            super().addSubTest(test, subtest, err)
            if err is not None:
                self.bad(test, err)

        def addSkip(self, test, reason):
            super().addSkip(test, reason)
            self.status, self.message = "skipped", reason

        def addUnexpectedSuccess(self, test):
            super().addUnexpectedSuccess(test)
            self.status, self.message = "failed", "it was expected to fail"

    find_all(unittest, order).run(Result())
    return tests


def find_all(unittest, order):
    starts = [name for name in ("tests", "test") if os.path.isdir(name) and not os.path.exists(f"{name}/__init__.py")]
    if order["only"] is not None:
        # Finding all of them would have put these there.
        sys.path[:0] = [os.path.abspath(start) for start in starts]
        return unittest.TestLoader().loadTestsFromName(order["only"])
    suite = unittest.TestSuite()
    for start in [".", *starts]:
        # What cannot be imported becomes a test that fails.
        suite.addTests(unittest.TestLoader().discover(start))
    return suite


def run_pytest(order):
    import pytest

    found = {}

    class Plugin:
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_call(self, item):
            signal.alarm(order["timeout"])
            yield
            signal.alarm(0)

        def pytest_runtest_logreport(self, report):
            name, status, seconds, message, place = found.get(report.nodeid, (report.nodeid, "passed", 0, "", report.nodeid))
            if report.failed:
                crash = getattr(report.longrepr, "reprcrash", None)
                status, message = "failed", crash.message if crash else str(report.longrepr)
            elif report.skipped and status == "passed":
                status, message = "skipped", "" if not isinstance(report.longrepr, tuple) else report.longrepr[2]
            found[report.nodeid] = (name, status, round(seconds + report.duration, 4), message[:2000], place)

        def pytest_collectreport(self, report):
            if report.failed:
                # The last line says what it is; above it is how it came to that.
                last = str(report.longrepr).strip().splitlines()[-1].lstrip("E ")
                found[report.nodeid] = (report.nodeid, "failed", 0, last, report.nodeid)

    words = ["-q", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    words += ["--snapshot-update"] if order["update"] and has_module("syrupy") else []
    words += [order["only"]] if order["only"] is not None else []
    pytest.main(words, plugins=[Plugin()])
    return list(found.values())


def has_module(name):
    import importlib.util

    return importlib.util.find_spec(name) is not None


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as told:
        main(json.load(told))
