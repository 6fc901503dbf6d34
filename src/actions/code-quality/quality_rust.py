"""Rust: rustfmt, and clippy, or cargo check where there is no clippy."""

import json
import os
import re

from no_new_lock import no_new_lock
from source_repository import read_text, run_tool


def look_at(look):
    for name in unformatted(look):
        look.issue("format", "warning", name, 1, "rustfmt", "is not formatted")
    if look.action.params["check_types"]:
        compile_it(look)


def fix(look, rewriter):
    rustfmt = look.tool("rustfmt")
    edition = re.search(r'^\s*edition\s*=\s*"(\d+)"', read_text(look.root, "Cargo.toml"), re.MULTILINE)
    for name in unformatted(look):
        rewriter.reformat(name, [rustfmt, "--quiet", "--edition", edition[1] if edition else "2015"])


def unformatted(look):
    cargo = look.tool("cargo")
    if cargo is None or look.tool("rustfmt") is None or not look.with_suffix(".rs"):
        return []
    done = look.run([cargo, "fmt", "--all", "--", "--check", "--files-with-diff"])[0]
    names = [line for line in done.out.splitlines() if line.endswith(".rs")]
    if done.code != 0 and not names:
        look.failed("cargo fmt", done)
        return []
    look.ran("rustfmt")
    return look.own(names)


def compile_it(look):
    cargo = look.tool("cargo")
    if cargo is None:
        return
    verb = "check" if look.tool("cargo-clippy", wanted=True) is None else "clippy"
    # What is built is none of the repository's. It is worth keeping for the next time.
    target = os.path.join(look.action.tmp if look.action.dry_run else look.action.state_dir(), "target")
    words = [cargo, verb, "--quiet", "--workspace", "--all-targets", "--message-format", "json"]
    with no_new_lock(look.action, look.root) as (folder, locked):
        done = run_tool([*words, *locked], folder, env={"CARGO_TARGET_DIR": target})
    found = list(messages(done.out))
    if done.code != 0 and not any(level == "error" for level, *_ in found):
        look.failed(f"cargo {verb}", done)
        return
    look.ran(f"cargo {verb}")
    for level, rule, message, file, line in dict.fromkeys(found):
        kind = "lint" if rule.startswith("clippy::") or level == "warning" else "type"
        look.issue(kind, level, file, line, rule, message)


def messages(printed):
    """Those with a place: `level, rule, message, file, line`."""
    for text in printed.splitlines():
        try:
            item = json.loads(text)
        except ValueError:
            continue
        message = item.get("message") or {}
        if item.get("reason") != "compiler-message" or message.get("level") not in ("error", "warning"):
            continue
        for span in message["spans"]:
            if span["is_primary"]:
                rule = (message.get("code") or {}).get("code") or "rustc"
                yield message["level"], rule, message["message"], span["file_name"], span["line_start"]
                break
