"""Reads pages of Markdown: where their links lead, whether their examples parse, how they are built. Changes nothing."""

import fnmatch
import os
import re

from examples import NotHere, find_parser
from links import Links
from markdown import read_page
from runner_action import Action, Refused
from structure import find_problems

MOST_IN_DATA = 100
METRICS = {"link": "broken_links", "anchor": "broken_anchors", "example": "broken_examples", "structure": "structure_problems"}


def main(action):
    params = action.params
    root = os.path.realpath(action.path(params["path"]))
    if not os.path.isdir(root):
        raise Refused(f"{root} is not a folder: correct `path`")
    paths = sorted(find_pages(action, root))
    if not paths:
        raise Refused(f"no page in {root} matches {', '.join(params['patterns'])}: correct `path`, `patterns` or `exclude`")
    if action.dry_run:
        for path in paths:
            action.would(f"read {os.path.relpath(path, root)}")
    links = Links(root, params)
    if action.dry_run and params["external"]:
        links.params = {**params, "external": False}
        action.would("follow links to other hosts")
    problems, not_checked, parsed = check_pages(action, root, paths, links)
    report(action, len(paths), problems, links.checked, parsed)
    if not_checked:
        action.data["not_checked"] = {language: count for language, (count, _) in sorted(not_checked.items())}
        for language, (count, what) in sorted(not_checked.items()):
            action.warn(f"{count} examples in {language} are not parsed: that needs {what}")


def find_pages(action, root):
    def refuse(error):
        action.warn(f"{error.filename} may not be read: {error.strerror}")

    for folder, folders, files in os.walk(root, onerror=refuse):
        inside = os.path.relpath(folder, root)
        folders[:] = [name for name in folders if not matches(inside, name, action.params["exclude"])]
        for name in files:
            if matches(inside, name, action.params["patterns"]) and not matches(inside, name, action.params["exclude"]):
                yield os.path.join(folder, name)


def matches(inside, name, patterns):
    path = os.path.normpath(os.path.join(inside, name))
    return any(fnmatch.fnmatchcase(path if "/" in pattern else name, pattern) for pattern in patterns)


def check_pages(action, root, paths, links):
    problems, not_checked, parsed = [], {}, 0
    for path in paths:
        name = os.path.relpath(path, root)

        def found(kind, line, text, name=name):
            problems.append({"kind": kind, "path": name, "line": line, "text": text})

        if not os.path.isfile(path):
            found("link", 1, "it is a link that leads nowhere" if os.path.islink(path) else "it is no file")
            continue
        try:
            with open(path, encoding="utf-8-sig") as file:
                page = read_page(file.read())
        except UnicodeDecodeError:
            found("structure", 1, "it is not in UTF-8")
            continue
        for link in page.links:
            problem = links.find_problem(path, page, link.target)
            if problem and action.params["links" if problem[0] == "link" else "anchors"]:
                found(problem[0], link.line, problem[1])
        if action.params["structure"]:
            for line, text in find_problems(page):
                found("structure", line, text)
        if action.params["examples"]:
            parsed += check_examples(action, page, found, not_checked)
    return sorted(problems, key=lambda each: (each["path"], each["line"])), not_checked, parsed


def check_examples(action, page, found, not_checked):
    """How many were parsed."""
    parsed = 0
    for fence in page.fences:
        words = re.split(r"[\s,{]+", fence.info)
        parse = find_parser(words[0])
        if parse is None or not fence.is_closed or "no-check" in words:
            continue
        try:
            problem = parse(fence.text, action.tmp)
        except NotHere as missing:
            count, _ = not_checked.get(words[0], (0, ""))
            not_checked[words[0]] = (count + 1, str(missing))
            continue
        parsed += 1
        if problem:
            found("example", fence.line, f"this {words[0]} does not parse: {problem}")
    return parsed


def report(action, pages, problems, links, examples):
    for each in problems:
        action.say(f"{each['path']}:{each['line']}: {each['text']}")
    action.metrics = {"pages": pages, "links_checked": links, "examples_checked": examples, "problems": len(problems)}
    for kind, metric in METRICS.items():
        action.metrics[metric] = sum(each["kind"] == kind for each in problems)
    action.data["problems"] = [{**each, "text": each["text"][:300]} for each in problems[:MOST_IN_DATA]]
    if problems:
        first = problems[0]
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in {len({each['path'] for each in problems})} of {pages} pages"
        action.fail(f"{count}: {first['path']}:{first['line']}: {first['text']}")
    else:
        action.summary = f"{pages} pages, {links} links and {examples} examples are fine"


Action.run(main)
