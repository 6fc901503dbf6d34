"""Go: its own rule is that another major version is another module, so `major` goes no further than `minor`."""

import re

from runner_action import Refused
from source_repository import last_words, read_text, run_tool
from versions import Update, level_of

REQUIRED = re.compile(
    r"^\s*(?:require\s+)?(?P<module>[\w./~-]+\.[\w./~-]+)\s+(?P<version>v\S+)(?P<indirect>\s*// indirect)?\s*$", re.MULTILINE
)


def update(action, folder):
    before = required(folder)
    if not before:
        return []
    action.need_tool("go", "golang-go")
    go(folder, "get", "-u=patch" if action.params["level"] == "patch" else "-u", "./...")
    go(folder, "mod", "tidy")
    after = required(folder)
    return [
        Update("go", module, old, after[module], after[module], level_of(old, after[module]))
        for module, old in before.items()
        if after.get(module, old) != old
    ]


def required(folder):
    return {
        match["module"]: match["version"] for match in REQUIRED.finditer(read_text(folder, "go.mod")) if not match["indirect"]
    }


def go(folder, *words):
    done = run_tool(["go", *words], folder)
    if done.code != 0:
        raise Refused(f"go {' '.join(words[:2])} does not work: {last_words(done)}")
