"""Looks at files of settings, and changes them where that is asked for and safe."""

import contextlib
import fnmatch
import glob
import importlib
import os
from collections import namedtuple

from only_one import only_one
from runner_action import Action, Refused
from settings_file import MOST_BYTES, Broken, Left, kind_of, standardize
from unused import collect_words, find_unused, parts_of
from whole_file import rewrite_whole

NEEDED = {"yaml": ("yaml_files", "the package python3-yaml"), "toml": ("toml_files", "Python 3.11 or later")}
MOST_IN_DATA = 100
File = namedtuple("File", "path kind text parsed may_change stat")


def main(action):
    paths = find_files(action)
    parsers = load_parsers(paths)
    files, issues = read_files(action, paths, parsers)
    unused = look_for_unused(action, paths, files)
    tell_issues(action, len(paths), issues)
    if issues and action.params["validate"]:
        first = issues[0]
        action.fail(f"{len(issues)} issues in {len(paths)} files, and nothing was changed: {place(first)}: {first['text']}")
        return
    plans, left = plan_changes(action, files, unused, parsers)
    change_files(action, plans, left)
    report(action, len(paths), issues, plans, left)


def find_files(action):
    """By path: whether it may be changed."""
    params = action.params
    if not params["patterns"] and not params["also_validate"]:
        raise Refused("there is nothing to look at: name files under `patterns` or `also_validate`")
    if params["remove_unused"] and not params["read_by"]:
        raise Refused("what is unused is not known: name under `read_by` the folders whose files read the settings")
    found = {}
    for pattern, may_change in [(each, False) for each in params["also_validate"]] + [(each, True) for each in params["patterns"]]:
        matches = [path for path in glob.glob(action.path(pattern), recursive=True) if os.path.isfile(path)]
        if not matches:
            action.warn(f"{pattern} matches no file")
        for path in matches:
            if kind_of(path) and not any(fnmatch.fnmatchcase(path, left_out) for left_out in params["exclude"]):
                found[path] = may_change
    if not found:
        raise Refused("no file of JSON, YAML, TOML or .env matches: correct `patterns`, `also_validate` or `exclude`")
    return dict(sorted(found.items()))


def load_parsers(paths):
    parsers = {}
    for path in paths:
        kind = kind_of(path)
        if kind not in parsers:
            module, needs = NEEDED.get(kind, (f"{kind}_files", ""))
            try:
                parsers[kind] = importlib.import_module(module)
            except ImportError:
                raise Refused(f"{path} cannot be read here: that needs {needs}. Install it, or leave such files out") from None
    return parsers


def read_files(action, paths, parsers):
    files, issues = [], []
    for path, may_change in paths.items():
        if os.path.getsize(path) > MOST_BYTES:
            issues.append({"path": path, "text": f"it has more than {MOST_BYTES} bytes"})
            continue
        about = os.lstat(path)
        try:
            with open(path, encoding="utf-8", newline="") as file:
                text = file.read()
            parsed = parsers[kind_of(path)].parse(text, path)
        except UnicodeDecodeError:
            issues.append({"path": path, "text": "it is not in UTF-8"})
            continue
        except Broken as broken:
            issues.append({"path": path, "text": str(broken), **({"line": broken.line} if broken.line else {})})
            continue
        for line, name in parsed.twice:
            issues.append({"path": path, "text": f"{name} is there twice: only one of them counts", **({"line": line} if line else {})})
        if not parsed.twice:
            files.append(File(path, kind_of(path), text, parsed, may_change, about))
    return files, issues


def look_for_unused(action, paths, files):
    """Names by path."""
    if not action.params["read_by"]:
        return {}
    readers = [action.path(path) for path in action.params["read_by"]]
    wanted = {part for file in files for name in file.parsed.names for part in parts_of(name)}
    words = collect_words(readers, {os.path.realpath(path) for path in paths}, wanted)
    found = {file.path: find_unused(file.parsed.names, words, action.params["keep_settings"]) for file in files}
    listed = [{"path": path, "name": name} for path, names in found.items() for name in names]
    for each in listed:
        action.say(f"{each['path']}: nothing reads {each['name']}")
    action.metrics["unused_settings"] = len(listed)
    action.data["unused"] = listed[:MOST_IN_DATA]
    return found


def tell_issues(action, count, issues):
    for each in issues:
        action.say(f"{place(each)}: {each['text']}")
    action.metrics.update({"files": count, "issues": len(issues), "issues_fixed": 0, "files_changed": 0, "files_left": 0})
    action.data["issues"] = issues[:MOST_IN_DATA]


def plan_changes(action, files, unused, parsers):
    """[(file, new text, what was done)], and [(path, why not)]."""
    plans, left = [], []
    for file in files:
        if not file.may_change:
            continue
        try:
            text, done = rewrite(action.params, file, unused.get(file.path, []), parsers[file.kind])
            if text != file.text:
                check_place(file)
                plans.append((file, text, done))
        except Left as reason:
            left.append((file.path, str(reason)))
    return plans, left


def rewrite(params, file, unused, parser):
    text, done, removed = file.text, [], []
    if params["standardize"]:
        text = standardize(text)
        done += ["put into form"] if text != file.text else []
    if params["remove_unused"] and file.kind == "env" and unused:
        removed = unused
        text = parser.remove(text, set(unused))
        done.append(f"without {', '.join(unused)}")
    if params["sort_keys"]:
        if "\r" in text or not text.endswith("\n") and text:
            raise Left("its lines end in an odd way: `standardize` comes before sorting")
        in_order = parser.sort(text, file.path)
        done += ["sorted"] if in_order != text else []
        text = in_order
    check_same(parser, file, text, removed)
    return text, done


def check_same(parser, file, text, removed):
    """Whatever was done: it says what it said before."""
    before = {name: value for name, value in file.parsed.data.items() if name not in removed} if removed else file.parsed.data
    try:
        after = parser.parse(text, file.path)
    except Broken:
        raise Left("it would not parse any more") from None
    if after.data != before or after.twice:
        raise Left("it would say something else")


def check_place(file):
    if os.path.realpath(file.path) != file.path:
        raise Left(f"a link leads to it: name its real place, {os.path.realpath(file.path)}")
    if file.stat.st_nlink > 1:
        raise Left("it has several names, and would lose the others")


def change_files(action, plans, left):
    with contextlib.ExitStack() as locks:
        for folder in sorted({os.path.dirname(file.path) for file, _, _ in plans}) if not action.dry_run else ():
            locks.enter_context(only_one(folder, f"another run is at work in {folder}: wait until it is done"))
        for file, text, done in list(plans):
            action.would(f"write {file.path}: {', '.join(done)}")
            if action.dry_run:
                continue
            try:
                replace(file, text)
            except Left as reason:
                plans[:] = [plan for plan in plans if plan[0] is not file]
                left.append((file.path, str(reason)))
                continue
            action.change("config-changed", path=file.path, what=", ".join(done))


def replace(file, text):
    def check():
        now = os.lstat(file.path)
        if (now.st_ino, now.st_mtime_ns, now.st_size) != (file.stat.st_ino, file.stat.st_mtime_ns, file.stat.st_size):
            raise Left("it has changed since it was read")

    rewrite_whole(file.path, text, check)


def report(action, count, issues, plans, left):
    for path, reason in left:
        action.warn(f"{path} was left as it is: {reason}")
    action.data["left"] = [{"path": path, "why": reason} for path, reason in left[:MOST_IN_DATA]]
    removed = sum(len(what.split(", ")) for _, _, done in plans for what in done if what.startswith("without "))
    if action.params["remove_unused"]:
        action.metrics["settings_removed"] = removed
    fixed = sum(not what.startswith("without ") for _, _, done in plans for what in done) + removed
    action.metrics.update({"issues_fixed": fixed, "files_changed": len(plans), "files_left": len(left)})
    would = "would be " if action.dry_run else ""
    said = [f"{count} file{'s' if count > 1 else ''}", f"{len(issues)} issues" if issues else "all of them parse"]
    said += [f"{len(plans)} {would}changed"] if plans else []
    said += [f"{len(left)} left as they are: {left[0][0]}: {left[0][1]}"] if left else []
    action.summary = ", ".join(said)


def place(issue):
    return issue["path"] + (f":{issue['line']}" if issue.get("line") else "")


Action.run(main)
