"""What the imports of a Python program cost, by its own account (`-X importtime`)."""

import os
import re
import subprocess
import tempfile

LINE = re.compile(r"^import time:\s+(\d+) \|\s+(\d+) \|\s*(\S+)$")
MOST_LISTED = 15


def is_python(command):
    return re.fullmatch(r"python[0-9.]*", os.path.basename(command[0])) is not None


def import_costs(action, command, folder):
    """The most expensive ones, and the seconds of all together."""
    environment = {key: value for key, value in os.environ.items() if key != "RUNNER_OUTPUT"}
    with tempfile.TemporaryFile(dir=action.tmp) as said:
        words = [command[0], "-X", "importtime", *command[1:]]
        subprocess.run(
            words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, check=False
        )
        said.seek(0)
        found = [match.groups() for match in map(LINE.match, said.read().decode(errors="replace").splitlines()) if match]
    costs = sorted(((int(own), int(whole), name) for own, whole, name in found), reverse=True)
    listed = [
        {"module": name, "self_seconds": own / 1e6, "cumulative_seconds": whole / 1e6}
        for own, whole, name in costs[:MOST_LISTED]
    ]
    return listed, round(sum(own for own, _, _ in costs) / 1e6, 6)
