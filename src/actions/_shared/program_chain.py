"""Programs one behind the other, as in a pipe of a shell: what goes in at one end comes out at the other."""

import contextlib
import subprocess
import tempfile
import threading

from runner_action import Refused

CHUNK = 1 << 20


class Chain:
    """`words`: a list of commands. Ended by finish(), or by kill() when something went wrong elsewhere."""

    def __init__(self, commands, stdin=subprocess.PIPE):
        self.commands = commands or [["cat"]]
        self.processes = []
        self.complaints = []
        source = stdin
        for words in self.commands:
            complaints = tempfile.TemporaryFile()
            process = subprocess.Popen(words, stdin=source, stdout=subprocess.PIPE, stderr=complaints)
            # Only the program that reads from a pipe may hold it: else the one before it is never told of its end.
            if self.processes:
                self.processes[-1].stdout.close()
            self.processes.append(process)
            self.complaints.append(complaints)
            source = process.stdout
        self.input = self.processes[0].stdin
        self.output = self.processes[-1].stdout

    def finish(self):
        """Waits for all of them. Refused if one failed: the first, for the others only lack what it did not say."""
        for words, process, complaints in zip(self.commands, self.processes, self.complaints):
            if process.wait() != 0:
                complaints.seek(0)
                said = complaints.read().decode(errors="replace").strip()[-500:]
                raise Refused(f"{words[0]} failed with exit code {process.returncode}: {said}", command=words[0])

    def kill(self):
        """What is still running. Its two ends are closed by whoever uses them: another thread may be waiting there."""
        for process in self.processes:
            process.kill()
            process.wait()
        for complaints in self.complaints:
            complaints.close()

    def close_input(self):
        with contextlib.suppress(BrokenPipeError):
            self.input.close()


class Helper(threading.Thread):
    """Does one end of a chain while somebody else does the other. `error` is what went wrong."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self._work = work
        self.error = None
        self.start()

    def run(self):
        try:
            self._work()
        except BaseException as error:  # told to whoever joins
            self.error = error
