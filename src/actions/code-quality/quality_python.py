"""Python: its syntax always; ruff, flake8, black and mypy where the repository names them."""

import ast
import json
import os
import re
import warnings

from source_repository import read_text

CONFIGURATION = (
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    ".pre-commit-config.yaml",
    "requirements.txt",
    "requirements-dev.txt",
)
OWN_FILES = {"ruff": ("ruff.toml", ".ruff.toml"), "flake8": (".flake8",), "mypy": ("mypy.ini", ".mypy.ini"), "black": ()}
FLAKE8 = re.compile(r"^(?P<file>.+?):(?P<line>\d+):\d+: (?P<rule>[A-Z]+\d+) (?P<message>.*)$")
MYPY = re.compile(r"^(?P<file>.+?):(?P<line>\d+)(?::\d+)?: error: (?P<message>.*?)(?:  \[(?P<rule>[\w-]+)\])?$")


def look_at(look):
    check_syntax(look)
    names = look.with_suffix(".py", ".pyi")
    if not names:
        return
    for tool, name in unformatted(look, names):
        look.issue("format", "warning", name, 1, tool, "is not formatted")
    lint_with_ruff(look, names)
    lint_with_flake8(look, names)
    if look.action.params["check_types"]:
        check_types(look, names)


def fix(look, rewriter):
    names = look.with_suffix(".py", ".pyi")
    ruff = look.tool("ruff", wants(look, "ruff"))
    for name in sorted({file for file, fixable, *_ in ruff_findings(look, names) if fixable}):
        rewriter.reformat(name, [ruff, "check", "--no-cache", "--fix", "--exit-zero", "--stdin-filename", name, "-"])
    for tool, name in unformatted(look, names):
        words = ["ruff", "format", "--no-cache", "--stdin-filename", name, "-"]
        if tool == "black":
            words = ["black", "--quiet", "--stdin-filename", name, "-"]
        rewriter.reformat(name, [look.tool(tool), *words[1:]])


def wants(look, tool):
    if any(name in look.files for name in OWN_FILES[tool]):
        return True
    return any(re.search(rf"(?<![\w-]){tool}(?![\w-])", read_text(look.root, name)) for name in CONFIGURATION)


def check_syntax(look):
    for name in look.with_suffix(".py"):
        with open(os.path.join(look.root, name), "rb") as file:
            content = file.read()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(content, name)
        except (SyntaxError, ValueError) as error:
            look.issue("syntax", "error", name, getattr(error, "lineno", 1), "syntax", str(error))
        look.ran("python")


def unformatted(look, names):
    """Pairs of the formatter that says so, and the file."""
    found = []
    black = look.tool("black", wants(look, "black"))
    if black is not None:
        # What it remembers of files is for those who work with them.
        private = {"BLACK_CACHE_DIR": os.path.join(look.action.tmp, "black")}
        for done in look.run([black, "--check"], names, env=private):
            found += [("black", name) for name in re.findall(r"^would reformat (.*)$", done.err, re.MULTILINE)]
        look.ran("black")
    elif wants(look, "ruff") and look.tool("ruff") is not None:
        for done in look.run([look.tool("ruff"), "format", "--no-cache", "--diff"], names):
            # What --check prints has changed between versions.
            found += [("ruff", name) for name in re.findall(r"^--- (.*)\n\+\+\+ ", done.out, re.MULTILINE)]
        look.ran("ruff format")
    return [(tool, name) for tool, printed in found for name in look.own([printed])]


def lint_with_ruff(look, names):
    for file, _, line, rule, message in ruff_findings(look, names):
        look.issue("lint", "error" if rule.startswith(("E9", "F")) else "warning", file, line, rule, message)


def ruff_findings(look, names):
    ruff = look.tool("ruff", wants(look, "ruff"))
    found = []
    for done in [] if ruff is None else look.run([ruff, "check", "--no-cache", "--output-format", "json"], names):
        try:
            items = json.loads(done.out)
        except ValueError:
            look.failed("ruff", done)
            return []
        look.ran("ruff")
        for item in items:
            name = os.path.relpath(item["filename"], look.root)
            fixable = (item.get("fix") or {}).get("applicability") == "safe"
            found.append((name, fixable, item["location"]["row"], item["code"] or "syntax", item["message"]))
    return found


def lint_with_flake8(look, names):
    flake8 = look.tool("flake8", wants(look, "flake8"))
    for done in [] if flake8 is None else look.run([flake8], names):
        found = [match for match in map(FLAKE8.match, done.out.splitlines()) if match]
        if done.code != 0 and not found:
            look.failed("flake8", done)
            return
        look.ran("flake8")
        for match in found:
            severity = "error" if match["rule"].startswith(("E9", "F")) else "warning"
            look.issue("lint", severity, match["file"], match["line"], match["rule"], match["message"])


def check_types(look, names):
    mypy = look.tool("mypy", wants(look, "mypy"))
    if mypy is None:
        return
    # All files at once, as they import each other: more than a command line holds. A name is a line of UTF-8.
    listed = os.path.join(look.action.tmp, "mypy-files")
    with open(listed, "w", encoding="utf-8", errors="ignore") as file:
        file.writelines(f"{name}\n" for name in look.as_arguments(names) if name.isprintable())
    options = ["--no-error-summary", "--no-color-output", "--show-error-codes", "--cache-dir", os.devnull]
    done = look.run([mypy, *options, f"@{listed}"])[0]
    found = [match for match in map(MYPY.match, done.out.splitlines()) if match]
    if done.code != 0 and not found:
        look.failed("mypy", done)
        return
    look.ran("mypy")
    for match in found:
        look.issue("type", "error", match["file"], match["line"], match["rule"] or "mypy", match["message"])
