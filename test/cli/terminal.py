"""Runs a command on a terminal of its own, types an answer when it asks, and prints what the terminal has shown."""
import os, pty, sys

question, answer, *command = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown = b""
has_answered = False
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
    if not has_answered and question.encode() in shown:
        os.write(terminal, answer.encode() + b"\r")
        has_answered = True
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
