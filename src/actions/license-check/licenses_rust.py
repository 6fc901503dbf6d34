"""Of Rust: what cargo metadata says about each package."""

import json

from no_new_lock import no_new_lock
from runner_action import Refused
from source_repository import last_words, run_tool
from spdx import normalize


def list_dependencies(action, root):
    action.need_tool("cargo")
    metadata = read_metadata(action, root)
    own = set(metadata["workspace_members"])
    wanted = set(reach(metadata, own, action.params["exclude_dev_dependencies"])) - own
    for package in metadata["packages"]:
        if package["id"] in wanted:
            yield package["name"], package["version"], normalize(package.get("license") or "")


def read_metadata(action, root):
    words = ["cargo", "metadata", "--format-version", "1"]
    with no_new_lock(action, root) as (folder, locked):
        # What has been fetched before is enough as a rule.
        done = run_tool([*words, *locked, "--offline"], folder)
        if done.code != 0:
            done = run_tool([*words, *locked], folder)
    if done.code != 0:
        raise Refused(f"cargo metadata does not work: {last_words(done)}")
    return json.loads(done.out)


def reach(metadata, start, without_development):
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    reached, open_ids = set(), set(start)
    while open_ids:
        current = open_ids.pop()
        reached.add(current)
        for dependency in nodes[current]["deps"]:
            kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
            if not (without_development and kinds == {"dev"}) and dependency["pkg"] not in reached:
                open_ids.add(dependency["pkg"])
    return reached
