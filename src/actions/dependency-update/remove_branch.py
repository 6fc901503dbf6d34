"""Removes the branch that a run has made, unless somebody has gone on from there."""

import os

from branch import TRAILER, Checkout
from runner_action import Action, Refused
from source_repository import find_root, run_tool


def main(action):
    run = os.environ.get("RUNNER_ROLLBACK_OF", "")
    branch = f"dependency-update/{run}"
    checkout = Checkout(action, find_root(action))
    about = f"--format=%H %(trailers:key={TRAILER},valueonly,separator=%x20)"
    found = run_tool(["git", "log", "-1", about, f"refs/heads/{branch}"], checkout.top)
    if found.code != 0:
        action.summary = f"there is no branch {branch} to remove"
        return
    commit, _, made_by = found.out.strip().partition(" ")
    if made_by != run:
        raise Refused(f"branch {branch} has commits that are not of that run: look at it, and remove it with git branch -D")
    checkout.git("branch", "--quiet", "-D", branch)
    action.data.update(branch=branch, commit=commit)
    action.summary = f"branch {branch} is removed"


Action.run(main)
