"""Rust: cargo test, and cargo llvm-cov where it is installed."""

import os
import re

from no_new_lock import no_new_lock
from outcome import Test, read_lcov
from runner_action import Refused
from source_repository import find_tool, last_words, run_tool

LINE = re.compile(r"^test (?P<name>.+?)(?: - should panic)? \.\.\. (?P<what>ok|FAILED|ignored)")
PANIC = re.compile(r"^---- (?P<name>.+?) stdout ----\n(?P<text>.*?)(?=^---- |^failures:|\Z)", re.MULTILINE | re.DOTALL)
STATUS = {"ok": "passed", "FAILED": "failed", "ignored": "skipped"}


class Rust:
    name = "cargo test"
    why_no_coverage = "it needs cargo-llvm-cov (cargo install cargo-llvm-cov)"

    def __init__(self, action, root):
        self.coverage = {}
        self._action = action
        self._root = root

    def run(self, only=None):
        self._action.need_tool("cargo")
        lcov = os.path.join(self._action.tmp, "lcov.info")
        words = ["cargo", "test", "--no-fail-fast"]
        if only is None and self._action.params["analyze_coverage"] and find_tool(self._root, "cargo-llvm-cov"):
            words = ["cargo", "llvm-cov", "--no-fail-fast", "--lcov", "--output-path", lcov]
        # What is built is none of the repository's. It is worth keeping for the next time.
        env = {"CARGO_TARGET_DIR": os.path.join(self._action.state_dir(), "target")}
        with no_new_lock(self._action, self._root) as (folder, locked):
            done = run_tool([*words, *locked, *(["--", "--exact", only.place] if only is not None else [])], folder, env=env)
        tests = list(self._read(done.out))
        if done.code != 0 and not tests:
            raise Refused(f"cargo test does not work: {last_words(done)}")
        if only is None:
            self.coverage = read_lcov(lcov, self._root)
        return tests

    def _read(self, printed):
        """How long each takes, only unstable versions tell."""
        messages = {match["name"]: match["text"].strip() for match in PANIC.finditer(printed)}
        for line in printed.splitlines():
            match = LINE.match(line)
            if match:
                name = match["name"]
                yield Test(name, STATUS[match["what"]], 0, messages.get(name, ""), name)
