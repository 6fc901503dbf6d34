"""Updates the dependencies of a source repository on a branch of its own, and tests them there."""

import importlib
import os

from branch import Checkout
from only_one import only_one
from private_caches import use_private_caches
from pull_request import body_of, title_of
from runner_action import Action
from source_repository import find_ecosystems, find_root, plural
from test_updates import test_updates
from whole_file import write_whole


def main(action):
    root = find_root(action)
    checkout = Checkout(action, root)
    with only_one(checkout.top, f"another run works on {checkout.top}: wait until it has ended"):
        with checkout as folder:
            update(action, checkout, folder)


def update(action, checkout, folder):
    ecosystems = find_ecosystems(folder)
    action.data.update(path=checkout.root, ecosystems=ecosystems, left_alone=[])
    use_private_caches(action)
    updates = []
    for ecosystem in ecosystems:
        updates += importlib.import_module(f"update_{ecosystem}").update(action, folder)
    action.data["updates"] = [one._asdict() for one in updates]
    action.metrics.update(updates_available=len(updates), updates_installed=0)
    for one in updates:
        action.would(f"update {one.package} from {one.old} to {one.new} ({one.ecosystem})")
    name = os.path.basename(checkout.root)
    if not updates or action.dry_run:
        action.summary = f"{name}: {plural(len(updates), 'update')} of level {action.params['level']}"
        return
    action.data["tested_with"] = test_updates(action, folder, ecosystems)
    publish(action, checkout, updates)


def publish(action, checkout, updates):
    title, body = title_of(updates), body_of(updates, action)
    lines, commit, branch, is_new = checkout.commit(f"dependency-update/{action.run_id}", f"{title}\n\n{body}")
    action.metrics.update(updates_installed=len(updates), lines_changed=lines)
    action.data.update(branch=branch, commit=commit, pull_request={"title": title, "body": body})
    action.summary = f"{title}: on branch {branch}" + ("" if is_new else ", as before")
    if is_new:
        for one in updates:
            action.change("package-updated", package=one.package, old=one.old, new=one.new)
        path = os.path.join(action.state_dir(), "pull-request.md")
        write_whole(path, f"# {title}\n\n{body}", 0o644)
        action.artifact(path)


Action.run(main)
