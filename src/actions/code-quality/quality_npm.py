"""JavaScript and TypeScript: prettier, eslint and tsc of the repository, or else its own scripts."""

import json
import os
import re

from source_repository import last_words, read_json, read_text, table_of

SCRIPTS = ".js .cjs .mjs .jsx .ts .cts .mts .tsx".split()
FORMATTED = (*SCRIPTS, ".json", ".css", ".scss", ".html", ".md", ".yaml", ".yml", ".vue")
INSTALL = "run npm ci in the repository"
TSC = re.compile(r"^(?P<file>[^\s(][^(]*)\((?P<line>\d+),\d+\): error (?P<rule>TS\d+): (?P<message>.*)$")


def look_at(look):
    package = manifest(look)
    for name in unformatted(look, package):
        look.issue("format", "warning", name, 1, "prettier", "is not formatted")
    lint(look, package)
    if look.action.params["check_types"]:
        check_types(look, package)


def fix(look, rewriter):
    package = manifest(look)
    for file in eslint(look, package, ["--fix-dry-run"]):
        for name in look.own([file["filePath"]]) if "output" in file else []:
            rewriter.rewrite(name, file["output"])
    prettier = look.tool("prettier", wants(look, package, "prettier"), INSTALL)
    for name in unformatted(look, package):
        rewriter.reformat(name, [prettier, "--stdin-filepath", name])


def manifest(look):
    try:
        package = json.loads(read_text(look.root, "package.json"))
    except ValueError as error:
        look.issue("syntax", "error", "package.json", getattr(error, "lineno", 1), "json", str(error))
        return {}
    return package if isinstance(package, dict) else {}


def wants(look, package, tool):
    named = {**table_of(package, "dependencies"), **table_of(package, "devDependencies")}
    configured = any(os.path.basename(name).startswith((f".{tool}rc", f"{tool}.config.")) for name in look.files)
    return tool in named or tool in package or configured


def unformatted(look, package):
    prettier = look.tool("prettier", wants(look, package, "prettier"), INSTALL)
    names = look.with_suffix(*FORMATTED)
    if prettier is None or not names:
        return []
    found = []
    for done in look.run([prettier, "--list-different", "--ignore-unknown", "--no-error-on-unmatched-pattern"], names):
        # 1: some are listed. 2: some cannot be read, which the others that look at them say as well.
        if done.code > 1 and not done.out:
            look.failed("prettier", done)
            return []
        found += done.out.splitlines()
    look.ran("prettier")
    return look.own(found)


def lint(look, package):
    for file in eslint(look, package, []):
        for message in file["messages"]:
            severity = "error" if message["severity"] == 2 else "warning"
            rule = message.get("ruleId") or "eslint"
            look.issue("lint", severity, file["filePath"], message.get("line"), rule, message["message"])
    if not wants(look, package, "eslint"):
        run_script(look, package, "lint", "lint")


def eslint(look, package, options):
    tool = look.tool("eslint", wants(look, package, "eslint"), INSTALL)
    names = look.with_suffix(*SCRIPTS)
    if tool is None or not names:
        return []
    files = []
    words = [tool, "--format", "json", "--no-error-on-unmatched-pattern", *options]
    # Files for which the repository has no rules are no issue. Before 9 there was no such option.
    version = read_json(look.root, "node_modules/eslint/package.json").get("version", "9")
    words += ["--no-warn-ignored"] if int(version.split(".")[0]) >= 9 else []
    for done in look.run(words, names):
        try:
            files += json.loads(done.out)
        except ValueError:
            look.failed("eslint", done)
            return []
    look.ran("eslint")
    return files


def check_types(look, package):
    if "tsconfig.json" not in look.files:
        if not run_script(look, package, "typecheck", "type"):
            run_script(look, package, "check-types", "type")
        return
    tsc = look.tool("tsc", True, INSTALL)
    if tsc is None:
        return
    # Where it would keep what it knows about the files is none of the repository's.
    kept = os.path.join(look.action.tmp, "tsc.tsbuildinfo")
    done = look.run([tsc, "--noEmit", "--pretty", "false", "--incremental", "--tsBuildInfoFile", kept])[0]
    found = [match for match in map(TSC.match, done.out.splitlines()) if match]
    if done.code != 0 and not found:
        look.failed("tsc", done)
        return
    look.ran("tsc")
    for match in found:
        look.issue("type", "error", match["file"], match["line"], match["rule"], match["message"])


def run_script(look, package, name, kind):
    """Of a script of package.json only its exit code is understood: a failure is one issue."""
    if name not in table_of(package, "scripts"):
        return False
    if look.action.dry_run:
        look.action.would(f"run npm run {name}")
        return True
    npm = look.tool("npm")
    if npm is not None:
        done = look.run([npm, "run", "--silent", name])[0]
        look.ran(f"npm run {name}")
        if done.code != 0:
            look.issue(kind, "error", "package.json", 1, name, f"npm run {name} fails: {last_words(done)}")
    return True
