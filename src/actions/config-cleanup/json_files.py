"""JSON. Some programs allow comments in files of certain names: those are looked at, and never changed."""

import fnmatch
import json
import re

from settings_file import Broken, Left, Parsed

WITH_COMMENTS = ("*/tsconfig*.json", "*/jsconfig*.json", "*/.vscode/*.json", "*/devcontainer.json", "*/.eslintrc.json")


def allows_comments(path):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in WITH_COMMENTS)


def parse(text, path):
    twice, names = [], set()

    def make(pairs):
        made = {}
        for name, value in pairs:
            if name in made:
                twice.append((None, name))
            made[name] = value
        names.update(made)
        return made

    def refuse(constant):
        raise Broken(None, f"{constant} is no number of JSON")

    plain = without_comments(text) if allows_comments(path) else text
    try:
        data = json.loads(plain.lstrip("\ufeff"), object_pairs_hook=make, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise Broken(error.lineno, f"{error.msg} (column {error.colno})") from None
    except RecursionError:
        raise Broken(None, "it is nested too deeply") from None
    return Parsed(data, twice, names)


def without_comments(text):
    """Lines stay where they are."""

    def blank(match):
        return match.group(0) if match.group(0).startswith('"') else re.sub(r"[^\n]", " ", match.group(0))

    plain = re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', blank, text, flags=re.DOTALL)
    return re.sub(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[}\]])', lambda match: match.group(1) or " ", plain)


def sort(text, path):
    if allows_comments(path):
        raise Left("it may have comments, which would be lost")
    data = json.loads(text, parse_float=as_written(float, repr), parse_int=as_written(int, str))
    if is_sorted(data):
        return text
    indent = re.search(r'^([ \t]+)["\[{\d]', text, re.MULTILINE)
    width = indent.group(1) if indent else (2 if "\n" in text.strip() else None)
    return json.dumps(data, indent=width, ensure_ascii=False, sort_keys=True) + "\n"


def as_written(read, write):
    def check(number):
        if write(read(number)) != number:
            raise Left("a number would be written in another way")
        return read(number)

    return check


def is_sorted(data):
    if isinstance(data, dict):
        return list(data) == sorted(data) and all(is_sorted(value) for value in data.values())
    return not isinstance(data, list) or all(is_sorted(value) for value in data)
