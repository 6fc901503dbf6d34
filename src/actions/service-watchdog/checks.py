"""Whether a target works: a problem, or None, and the seconds that it took to know."""

import os
import socket
import subprocess
import threading
import time


def check_all(targets, limit):
    """All at once: a slow one does not keep the others waiting."""
    answers = [None] * len(targets)

    def check(number):
        answers[number] = check_target(targets[number], limit)

    threads = [threading.Thread(target=check, args=(number,), daemon=True) for number in range(len(targets))]
    for thread in threads:
        thread.start()
    # Whoever sends a byte now and then is never late for a single read, and late all the same.
    deadline = time.monotonic() + limit + 1
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [answer or (f"no answer within {limit:g} s", limit) for answer in answers]


def check_target(target, limit):
    started = time.monotonic()
    for kind, check in CHECKS.items():
        if kind in target:
            problem = check(target[kind], limit)
            if problem is not None:
                return problem, time.monotonic() - started
    took = time.monotonic() - started
    if took > limit:
        return f"it took {took:.1f} s to answer, more than {limit:g}", took
    return None, took


def check_unit(unit, limit):
    try:
        done = subprocess.run(
            ["systemctl", "is-active", unit], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=limit, text=True
        )
    except subprocess.TimeoutExpired:
        return f"systemctl says nothing about {unit} within {limit:g} s"
    if done.returncode == 0:
        return None
    return f"{unit} is {done.stdout.strip() or done.stderr.strip() or 'not active'}"


def check_process(name, _limit):
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8", errors="replace") as file:
                stat = file.read()
            with open(f"/proc/{process}/cmdline", encoding="utf-8", errors="replace") as file:
                program = file.read().partition("\0")[0]
        except OSError:
            continue
        short, _, rest = stat[stat.index("(") + 1 :].rpartition(")")
        # A zombie has ended. The kernel keeps fifteen characters of a name.
        if rest.split()[0] not in "ZX" and (name[:15] == short or name == os.path.basename(program)):
            return None
    return f"no process {name} runs"


def check_port(address, limit):
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=limit):
            return None
    except (OSError, OverflowError) as error:
        return f"port {address}: {getattr(error, 'strerror', None) or error}"


def check_http(url, limit):
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(url, timeout=limit):
            return None
    except urllib.error.HTTPError as error:
        return f"{url} answers {error.code}"
    except Exception as error:  # http.client has errors of its own for what is no HTTP.
        return f"{url}: {error}"


# The cheap ones first: the first that fails is the reason.
CHECKS = {"unit": check_unit, "process": check_process, "port": check_port, "http": check_http}
