"""Takes back what a run has set right: files that were changed since stay as they are."""

import os

from rewriter import put_back
from runner_action import Action, Refused
from source_repository import plural


def main(action):
    run = os.environ.get("RUNNER_ROLLBACK_OF", "")
    folder = os.path.join(action.state_dir(), "undo", os.path.basename(run))
    if not run or not os.path.isdir(folder):
        action.summary = f"{run or 'the run'} has written nothing that is to be taken back"
        return
    told = []
    put_back(folder, told.append)
    for path, is_back in told:
        if is_back:
            action.change("file-modified", path=path)
    changed = [path for path, is_back in told if not is_back]
    if changed:
        raise Refused(f"{plural(len(changed), 'file')} changed since and left as it is: {', '.join(changed[:5])}; see git diff")
    action.summary = f"{plural(len(told), 'file')} as before"


Action.run(main)
