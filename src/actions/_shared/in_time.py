"""Programs that have to end in time."""

import subprocess


def run_in_time(words, limit, env=None):
    """What it said, as text, and how it ended. subprocess.TimeoutExpired after so many seconds."""
    return subprocess.run(
        words, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=limit, text=True, errors="replace", env=env
    )
