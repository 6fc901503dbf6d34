"""What was checked and what came of it; and an end to it when the time is over."""

import contextlib
import signal

SECONDS = {"s": 1, "m": 60, "h": 3600}


class OutOfTime(Exception):
    pass


@contextlib.contextmanager
def time_limit(text):
    """Whatever is going on, a program that hangs included, ends with OutOfTime."""
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.setitimer(signal.ITIMER_REAL, int(text[:-1]) * SECONDS[text[-1]])
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def undisturbed():
    """For what has to be put away in any case: the end of the time comes afterwards."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})


def _out_of_time(_signal, _frame):
    raise OutOfTime


class Checks:
    def __init__(self, action):
        self._action = action
        self.done = []

    def passed(self, subject, check, says):
        self._add(subject, check, True, says)

    def failed(self, subject, check, says):
        self._add(subject, check, False, says)

    def problems(self):
        return [check for check in self.done if not check["ok"]]

    def _add(self, subject, check, ok, says):
        self.done.append({"backup": subject, "check": check, "ok": ok, "says": says})
        self._action.say(f"{'ok' if ok else 'FAILED'}  {subject}: {check}: {says}")
