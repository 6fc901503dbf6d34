"""Reports that the tools of a repository have left: of tests, coverage and vulnerabilities."""

import glob
import json
import os

MOST_BYTES = 50_000_000
USUAL = {
    "tests": [
        "junit.xml",
        "junit-*.xml",
        "test-results.xml",
        "test-results/**/*.xml",
        "reports/junit*.xml",
        "target/surefire-reports/TEST-*.xml",
        "build/test-results/**/*.xml",
    ],
    "coverage": ["coverage/lcov.info", "lcov.info", "coverage.lcov", "coverage.xml", "coverage/cobertura-coverage.xml", "cobertura.xml"],
    "vulnerabilities": ["npm-audit.json", "audit.json", "reports/npm-audit.json", "pip-audit.json"],
}


def read_reports(action, wanted, root, since):
    """Numbers by their names, and what else there is to say."""
    numbers, about = {}, {"reports": []}
    for kind, read in (("tests", read_tests), ("coverage", read_coverage), ("vulnerabilities", read_vulnerabilities)):
        paths = find(action, wanted, root, kind, since)
        try:
            if paths:
                read(paths, numbers, about)
                about["reports"] += [os.path.relpath(path, root) for path in paths][:20]
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            action.warn(f"{kind}: {os.path.relpath(paths[0], root)} cannot be read: {error}")
    return numbers, about


def find(action, wanted, root, kind, since):
    """Those of the first pattern that has any. Of the author's own pattern there have to be some."""
    for pattern in [wanted[kind]] if kind in wanted else USUAL[kind]:
        paths = sorted(filter(os.path.isfile, glob.glob(os.path.join(glob.escape(root), pattern), recursive=True)))
        small = [path for path in paths if os.path.getsize(path) <= MOST_BYTES]
        fresh = [path for path in small if since is None or os.path.getmtime(path) >= since]
        if len(fresh) < len(paths):
            action.warn(f"{kind}: {len(paths) - len(fresh)} of {pattern} are larger than 50 MB, or older than the command: left out")
        if fresh:
            return fresh
    if kind in wanted:
        action.warn(f"{kind}: there is no {wanted[kind]} in {root}: let the repository's tools write it first")
    return []


def read_tests(paths, numbers, _about):
    """Counted by their cases: suites within suites tell the same ones twice."""
    cases = [case for path in paths for case in parse_xml(path).iter("testcase")]
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    numbers["tests"] = len(cases)
    numbers["tests_failed"] = len(bad)
    numbers["tests_skipped"] = sum(1 for case in cases if case.find("skipped") is not None)
    numbers["tests_seconds"] = round(sum(float(case.get("time") or 0) for case in cases), 3)


def read_coverage(paths, numbers, _about):
    covered = total = 0
    for path in paths:
        found, all_lines = read_cobertura(path) if path.endswith(".xml") else read_lcov(path)
        covered, total = covered + found, total + all_lines
    if total == 0:
        raise ValueError("it has no lines")
    numbers["coverage_percent"] = round(100 * covered / total, 2)


def read_lcov(path):
    """geninfo(1): LF lines that can be executed, LH those that were, for each file."""
    totals = {"LF": 0, "LH": 0}
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            key, _, value = line.strip().partition(":")
            if key in totals:
                totals[key] += int(value)
    return totals["LH"], totals["LF"]


def read_cobertura(path):
    root = parse_xml(path)
    if root.get("lines-valid") is not None:
        return int(root.get("lines-covered", "0")), int(root.get("lines-valid"))
    # Some writers have the rate alone.
    return float(root.attrib["line-rate"]), 1


def read_vulnerabilities(paths, numbers, about):
    counts = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        for severity, count in (of_npm(report) if "metadata" in report else of_pip(report)).items():
            counts[severity] = counts.get(severity, 0) + count
    numbers["vulnerabilities"] = sum(counts.values())
    about["vulnerabilities"] = counts


def of_npm(report):
    return {severity: count for severity, count in report["metadata"]["vulnerabilities"].items() if severity != "total"}


def of_pip(report):
    """pip-audit tells no severities."""
    return {"unknown": sum(len(package.get("vulns", [])) for package in report["dependencies"])}


def parse_xml(path):
    import xml.etree.ElementTree as tree

    try:
        return tree.parse(path).getroot()
    except tree.ParseError as error:
        raise ValueError(str(error)) from None
