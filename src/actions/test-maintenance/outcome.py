"""What became of one test, and the ways in which test runners tell it."""

import collections
import json
import os
import re
import xml.etree.ElementTree

# `place`: what the runner wants to know to run it once more. `status`: passed, failed, skipped.
Test = collections.namedtuple("Test", ["name", "status", "seconds", "message", "place"])


def is_test_file(name):
    parts = name.split("/")
    return any(part in ("test", "tests", "__tests__", "spec") for part in parts[:-1]) or (
        re.match(r"(test[_.-].*|tests\.py|conftest\.py|setup\.py|.*[._-](test|spec)\.\w+)$", parts[-1]) is not None
    )


def read_junit(path):
    """Of nested suites the names are joined."""
    tests = []

    def visit(element, above):
        for child in element:
            name = child.get("name", "")
            if child.tag in ("testsuite", "testsuites"):
                visit(child, [*above, name] if name else above)
            if child.tag == "testcase":
                bad = next((part for part in child if part.tag in ("failure", "error")), None)
                status = "failed" if bad is not None else ("skipped" if child.find("skipped") is not None else "passed")
                message = "" if bad is None else (bad.get("message") or bad.text or "").strip()
                seconds = round(float(child.get("time") or 0), 4)
                tests.append(Test(" > ".join([*above, name]), status, seconds, message, name))

    visit(xml.etree.ElementTree.parse(path).getroot(), [])
    return tests


def read_jest_json(path, root):
    """The format of jest, which vitest has taken over."""
    with open(path, encoding="utf-8") as file:
        answer = json.load(file)
    tests = []
    for result in answer["testResults"]:
        name = os.path.relpath(result["name"], root)
        if not result["assertionResults"] and result["status"] == "failed":
            tests.append(Test(name, "failed", 0, result.get("message") or "it cannot be loaded", (name, None)))
        for test in result["assertionResults"]:
            status = test["status"] if test["status"] in ("passed", "failed") else "skipped"
            message = "\n".join(test.get("failureMessages") or [])
            seconds = round((test.get("duration") or 0) / 1000, 4)
            tests.append(Test(f"{name} > {test['fullName']}", status, seconds, message, (name, test["fullName"])))
    return tests


def read_lcov(path, root):
    """`{file: (lines covered, lines)}`"""
    files = {}
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
    except FileNotFoundError:
        return {}
    hits, name = {}, ""
    for line in lines:
        if line.startswith("SF:"):
            name, hits = os.path.relpath(os.path.join(root, line[3:]), root), {}
        elif line.startswith("DA:"):
            number, count = line[3:].split(",")[:2]
            hits[number] = max(hits.get(number, 0), int(count))
        elif line == "end_of_record":
            files[name] = (sum(1 for count in hits.values() if count > 0), len(hits))
    return files
