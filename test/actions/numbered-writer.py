"""Appends numbered lines to a log until it is told to end, and says then how many there are.

numbered-writer.py busy|idle|plain LOG

busy: all the time. idle: 3,000 lines, and one more for each line on standard input. plain: as idle, without appending.
USR1 makes it write a line. HUP makes it open the log anew, unless it is `plain`. It says `ready` once there are 3,000 lines.
"""

import os
import signal
import sys
import time

mode, log = sys.argv[1:]
flags = os.O_WRONLY | os.O_CREAT | (0 if mode == "plain" else os.O_APPEND)
state = {"file": os.open(log, flags, 0o640), "next": 0, "over": False}


def write_line():
    os.write(state["file"], f"line {state['next']:012d} {'x' * (state['next'] % 90)}\n".encode())
    state["next"] += 1


def reopen(_signal, _frame):
    os.close(state["file"])
    state["file"] = os.open(log, flags, 0o640)


signal.signal(signal.SIGHUP, reopen)
signal.signal(signal.SIGUSR1, lambda _signal, _frame: write_line())
while state["next"] < 3000:
    write_line()
print("ready", flush=True)
if mode == "busy":
    signal.signal(signal.SIGTERM, lambda _signal, _frame: state.update(over=True))
    while not state["over"]:
        # A signal may come in the middle: the lines of one round go where the log is then.
        for _ in range(20):
            write_line()
        time.sleep(0.001)
else:
    for _ in sys.stdin:
        write_line()
        print("written", flush=True)
print(state["next"], flush=True)
