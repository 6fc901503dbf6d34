"""Checks a source repository with its own tools, counts what is wrong, and sets its formatting right."""

import collections
import importlib
import os

from look import Look
from only_one import only_one
from rewriter import Rewriter
from runner_action import Action, Refused
from source_repository import find_ecosystems, find_root, plural

WEIGHTS = {"error": 5, "complex": 3, "warning": 1}
MOST_ISSUES = 100


def main(action):
    root = find_root(action)
    with only_one(root, f"another run works on {root}: wait until it has ended"):
        check(action, root)


def check(action, root):
    ecosystems = find_ecosystems(root)
    action.data.update(path=root, ecosystems=ecosystems)
    look = look_at(action, root, ecosystems)
    found = look.issues
    if action.params["fix_formatting"]:
        rewriter = Rewriter(action, root)
        with rewriter:
            for ecosystem in ecosystems:
                module(ecosystem).fix(look, rewriter)
            if rewriter.written and not action.dry_run:
                look = look_at(action, root, ecosystems)
        action.metrics["files_modified"] = len(rewriter.written)
        action.metrics["lines_modified"] = rewriter.lines
    report(action, look, found)


def look_at(action, root, ecosystems):
    look = Look(action, root)
    for ecosystem in ecosystems:
        module(ecosystem).look_at(look)
    if action.params["analyze_complexity"]:
        importlib.import_module("complexity").look_at(look, action.params["max_complexity"])
    if not look.checked:
        raise Refused(f"nothing of {root} could be checked: {'; '.join(look.not_checked) or 'it has no source files'}")
    return look


def module(ecosystem):
    return importlib.import_module(f"quality_{ecosystem}")


def report(action, look, found):
    left = sorted(look.issues, key=lambda issue: (issue.severity != "error", issue.file, issue.line))
    score = quality_score(left, look.lines)
    action.metrics.update(
        issues_found=len(found),
        issues_fixed=max(0, len(found) - len(left)),
        quality_score=score,
        files_checked=look.source_files,
        lines=look.lines,
    )
    action.metrics.setdefault("files_modified", 0)
    action.metrics.setdefault("lines_modified", 0)
    action.data.update(
        checked_with=look.checked,
        not_checked=look.not_checked,
        by_kind=dict(collections.Counter(issue.kind for issue in left)),
        issues=[dict(issue._asdict(), message=issue.message[:200]) for issue in left[:MOST_ISSUES]],
    )
    for issue in left[:MOST_ISSUES]:
        action.say(f"{issue.file}:{issue.line}: {issue.severity}: {issue.message} ({issue.rule})")
    action.summary = tell(action, left, score)
    if score < action.params["min_score"]:
        action.fail(f"{action.summary}; the least is {action.params['min_score']:g}")


def quality_score(issues, lines):
    weight = sum(WEIGHTS["complex" if issue.kind == "complexity" else issue.severity] for issue in issues)
    return round(max(0.0, 100 - weight * 100 / max(lines, 100)), 1)


def tell(action, left, score):
    name = os.path.basename(action.data["path"])
    modified = action.metrics["files_modified"]
    verb = "would be written" if action.dry_run else "written"
    fixed = f", {plural(modified, 'file')} {verb} anew" if modified else ""
    return f"{name}: {plural(len(left), 'issue')}{fixed}, quality {score:g} of 100"


Action.run(main)
