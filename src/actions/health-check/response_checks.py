"""Endpoints, addresses and databases: those who answer by themselves."""

from check import FAILED, OK, Check
from probes import database_probe, http_probe, probe_all, tcp_probe


def check_responses(params, limit):
    targets = [
        *(("http", target["url"], http_probe(target)) for target in params["http"]),
        *(("tcp", address, tcp_probe(address)) for address in params["tcp"]),
        *(("database", database["url"], database_probe(database)) for database in params["databases"]),
    ]
    answers = probe_all([probe for _, _, probe in targets], limit)
    return [describe(kind, name, *answer, limit) for (kind, name, _), answer in zip(targets, answers)]


def describe(kind, name, problem, ms, limit):
    if problem is not None:
        return Check(kind, name, FAILED, problem, ms)
    if ms > 1000 * limit:
        return Check(kind, name, FAILED, f"it took {ms:.0f} ms to answer, more than {1000 * limit:.0f}", ms)
    return Check(kind, name, OK, f"{ms:.0f} ms", ms)
