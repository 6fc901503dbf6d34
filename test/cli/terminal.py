"""Runs a command on a terminal of its own, types at each step when it has shown what is waited for, and prints what it has shown."""
import json, os, pty, sys

steps = json.loads(sys.argv[1])
command = sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
shown = b""
seen = 0
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
    while steps and (at := shown.find(steps[0][0].encode(), seen)) >= 0:
        awaited, typed = steps.pop(0)
        seen = at + len(awaited.encode())
        os.write(terminal, typed.encode())
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
