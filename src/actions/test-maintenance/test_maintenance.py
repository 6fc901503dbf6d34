"""Runs the tests of a source repository, and tells which fail, which are flaky, and which lines they reach."""

import json
import os

from fixtures import Fixtures
from only_one import only_one
from outcome import is_test_file
from runner_action import Action, Refused
from source_repository import find_ecosystems, find_root, list_files, plural
from suites import find_suites
from whole_file import write_whole

MOST_RERUN = 20
MOST_LISTED = 100


def main(action):
    root = find_root(action)
    with only_one(root, f"another run works on {root}: wait until it has ended"):
        ecosystems = find_ecosystems(root)
        suites = find_suites(action, root, ecosystems)
        action.data.update(path=root, ecosystems=ecosystems, ran=[suite.name for suite in suites], not_measured=[])
        if not suites:
            raise Refused(f"{root} has no tests that can be found: no script named test, no test*.py, no *.rs, no *_test.go")
        if action.dry_run:
            for suite in suites:
                action.would(f"run {suite.name} in {root}")
            action.summary = f"{plural(len(suites), 'test runner')} would run: {', '.join(action.data['ran'])}"
            return
        maintain(action, root, suites)


def maintain(action, root, suites):
    fixtures = Fixtures(action, root)
    outcomes = []
    with fixtures:
        for suite in suites:
            outcomes += [(suite, test) for test in suite.run()]
        failed = [(suite, test) for suite, test in outcomes if test.status == "failed"]
        flaky = rerun(action, failed) if action.params["rerun_failed"] else []
        failed = [pair for pair in failed if pair not in flaky]
        fixtures.settle(keep=not failed)
    report_tests(action, outcomes, failed, flaky)
    report_coverage(action, root, suites)
    judge(action, failed, flaky)
    # Last: it may fail where the disk is full, and all else is known then.
    seen = remember_flaky(action, [test.name for _, test in flaky])
    action.data["flaky"] = [{**described, "seen": seen[described["name"]]} for described in action.data["flaky"]]


def rerun(action, failed):
    """Those that pass when they are alone."""
    flaky = []
    for suite, test in failed[:MOST_RERUN]:
        for _ in range(2):
            if any(again.name == test.name and again.status == "passed" for again in suite.run(only=test)):
                flaky.append((suite, test))
                break
    if len(failed) > MOST_RERUN:
        action.warn(f"{len(failed) - MOST_RERUN} more failed tests were not run once more")
    return flaky


def report_tests(action, outcomes, failed, flaky):
    passed = [test for _, test in outcomes if test.status == "passed"]
    skipped = [test for _, test in outcomes if test.status == "skipped"]
    slowest = sorted((test for _, test in outcomes), key=lambda test: -test.seconds)[:5]
    action.metrics.update(
        tests=len(outcomes) - len(skipped),
        passed=len(passed),
        failed=len(failed),
        flaky=len(flaky),
        skipped=len(skipped),
        test_seconds=round(sum(test.seconds for _, test in outcomes), 3),
    )
    action.data.update(
        failed=[describe(suite, test) for suite, test in failed[:MOST_LISTED]],
        flaky=[describe(suite, test) for suite, test in flaky],
        slowest=[{"name": test.name, "seconds": test.seconds} for test in slowest],
    )
    for kind, pairs in (("failed", failed), ("flaky", flaky)):
        for _, test in pairs[:MOST_LISTED]:
            action.say(f"{kind}: {test.name}: {test.message[:200]}")
    too_long = [
        test.name for _, test in outcomes if test.seconds > action.params["timeout_per_test"] and test.status == "passed"
    ]
    if too_long:
        action.warn(f"longer than {action.params['timeout_per_test']} s: {', '.join(too_long[:10])}")


def describe(suite, test):
    return {"name": test.name, "runner": suite.name, "seconds": test.seconds, "message": test.message[:300]}


def remember_flaky(action, names):
    """In how many runs of this task each of them was flaky."""
    path = os.path.join(action.state_dir(), "flaky.json")
    try:
        with open(path, encoding="utf-8") as file:
            seen = json.load(file)
    except (FileNotFoundError, ValueError):
        seen = {}
    if not isinstance(seen, dict):
        seen = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
    if names:
        write_whole(path, json.dumps(seen), 0o600)
    return seen


def report_coverage(action, root, suites):
    if not action.params["analyze_coverage"]:
        return
    known = set(list_files(root))
    files = {}
    for suite in suites:
        for name, (covered, lines) in suite.coverage.items():
            if name in known and not is_test_file(name) and lines > 0:
                files[name] = (covered, lines)
    for suite in suites:
        if not suite.coverage:
            action.data["not_measured"].append(f"{suite.name}: {suite.why_no_coverage}")
            action.warn(f"no coverage of {suite.name}: {suite.why_no_coverage}")
    if not files:
        return
    total = sum(lines for _, lines in files.values())
    action.metrics["coverage_percent"] = round(sum(covered for covered, _ in files.values()) * 100 / total, 1)
    rows = [
        {"file": name, "percent": round(covered * 100 / lines, 1), "lines": lines, "covered": covered}
        for name, (covered, lines) in sorted(files.items())
    ]
    action.data["coverage_by_file"] = sorted(rows, key=lambda row: row["percent"])[:MOST_LISTED]


def judge(action, failed, flaky):
    tests, coverage = action.metrics["tests"], action.metrics.get("coverage_percent")
    told = f", {coverage:g} % covered" if coverage is not None else ""
    named = f", {len(flaky)} flaky: {', '.join(test.name for _, test in flaky[:3])}" if flaky else ""
    action.summary = f"{plural(tests, 'test')} passed{told}{named}"
    if failed:
        action.fail(f"{len(failed)} of {plural(tests, 'test')} failed: {', '.join(test.name for _, test in failed[:3])}{named}")
    elif tests == 0:
        action.fail("no test was run: the test runner found none")
    elif coverage is not None and coverage < action.params["min_coverage"]:
        least = action.data["coverage_by_file"][0]
        asked = f"{action.params['min_coverage']:g} are asked for"
        action.fail(f"{coverage:g} % of the lines are covered, {asked}; {least['file']} has {least['percent']:g}")


Action.run(main)
