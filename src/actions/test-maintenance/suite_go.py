"""Go: go test, with its own coverage by statements."""

import os
import re

from outcome import Test
from runner_action import Refused
from source_repository import last_words, read_text, run_tool, split_objects

BLOCK = re.compile(r"^(?P<file>.+?):\d+\.\d+,\d+\.\d+ (?P<statements>\d+) (?P<count>\d+)$", re.MULTILINE)
STATUS = {"pass": "passed", "fail": "failed", "skip": "skipped"}


class Go:
    name = "go test"
    why_no_coverage = "it has measured nothing"

    def __init__(self, action, root):
        self.coverage = {}
        self._action = action
        self._root = root

    def run(self, only=None):
        self._action.need_tool("go", "golang-go")
        profile = os.path.join(self._action.tmp, "go-cover")
        words = ["go", "test", "-json", "-count=1"]
        if only is not None:
            package, name = only.place
            words += ["-run", "/".join(f"^{re.escape(part)}$" for part in name.split("/")), package]
        else:
            words += [f"-coverprofile={profile}"] if self._action.params["analyze_coverage"] else []
            words.append("./...")
        done = run_tool(words, self._root)
        tests = list(self._read(done.out))
        if done.code != 0 and not any(test.status == "failed" for test in tests):
            raise Refused(f"go test does not work: {last_words(done)}")
        if only is None and os.path.exists(profile):
            self.coverage = self._measure(profile)
        return tests

    def _read(self, printed):
        said = {}
        for event in split_objects("\n".join(line for line in printed.splitlines() if line.startswith("{"))):
            key = (event.get("Package", ""), event.get("Test"))
            if key[1] is None:
                continue
            if event["Action"] == "output":
                said[key] = said.get(key, "") + event["Output"]
            elif event["Action"] in STATUS:
                message = said.get(key, "").strip() if event["Action"] == "fail" else ""
                yield Test(f"{key[0]}.{key[1]}", STATUS[event["Action"]], event.get("Elapsed", 0), message, key)

    def _measure(self, profile):
        module = re.search(r"^module\s+(\S+)", read_text(self._root, "go.mod"), re.MULTILINE)[1]
        blocks = {}
        with open(profile, encoding="utf-8") as file:
            for match in BLOCK.finditer(file.read()):
                name = os.path.relpath(match["file"], module)
                covered, statements = blocks.get(name, (0, 0))
                count = int(match["statements"])
                blocks[name] = (covered + (count if int(match["count"]) > 0 else 0), statements + count)
        return blocks
