"""One run of a command, measured by what the kernel says of it in the end (wait4(2), getrusage(2))."""

import os
import signal
import statistics
import subprocess
import tempfile
import time

from runner_action import Refused


def measure(action, command, folder):
    # What it says about itself is not this run's.
    environment = {key: value for key, value in os.environ.items() if key != "RUNNER_OUTPUT"}
    with tempfile.TemporaryFile(dir=action.tmp) as said:
        started = time.monotonic()
        try:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        except OSError as error:
            raise Refused(f"{command[0]} cannot be executed in {folder}: {error.strerror}") from None
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            # With all that it has started.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        wall = time.monotonic() - started
        process.returncode = exit_code(status)
        if process.returncode != 0:
            raise Refused(f"{command[0]} ends with exit code {process.returncode}: {last_line(said)}; nothing was measured")
    return {
        "wall_seconds": round(wall, 6),
        "cpu_seconds": round(used.ru_utime + used.ru_stime, 6),
        # Linux counts in KiB.
        "peak_memory_bytes": used.ru_maxrss * 1024,
    }


def exit_code(status):
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)


def last_line(file):
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2000))
    lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1][-300:] if lines else "it said nothing"


def median_of(measured):
    values = {key: statistics.median(one[key] for one in measured) for key in measured[0]}
    return {**values, "peak_memory_bytes": int(values["peak_memory_bytes"])}
