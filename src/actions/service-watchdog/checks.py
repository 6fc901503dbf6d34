"""Whether a target works: by each of the things that show it."""

import subprocess
import time

from host_facts import is_running
from in_time import run_in_time
from probes import http_probe, tcp_probe


def target_probe(target):
    """A function of the seconds that it may take, which gives a problem or None. The first that fails is the reason."""
    looks = [(f"{kind} {target[kind]}", probe_of(target[kind])) for kind, probe_of in PROBES.items() if kind in target]

    def probe(limit):
        started = time.monotonic()
        for name, look in looks:
            problem = look(limit)
            if problem is not None:
                return f"{name}: {problem}"
        took = time.monotonic() - started
        return f"it took {took:.1f} s to answer, more than {limit:g}" if took > limit else None

    return probe


def unit_probe(unit):
    def probe(limit):
        try:
            done = run_in_time(["systemctl", "is-active", unit], limit)
        except subprocess.TimeoutExpired:
            return f"systemctl says nothing about it within {limit:g} s"
        return None if done.returncode == 0 else f"it is {done.stdout.strip() or done.stderr.strip() or 'not active'}"

    return probe


def process_probe(name):
    return lambda _limit: None if is_running(name) else "it does not run"


def port_probe(address):
    return tcp_probe(address if ":" in address else f"127.0.0.1:{address}")


# The cheap ones first.
PROBES = {
    "unit": unit_probe,
    "process": process_probe,
    "port": port_probe,
    "http": lambda url: http_probe({"url": url}),
}
