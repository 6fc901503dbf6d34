"""Looks at everything that it is told to, and says of each in a line whether it is fine."""

from certificate_checks import check_certificates
from check import FAILED, OK, OVER
from containers_check import check_containers
from host_checks import check_host
from host_facts import Counters
from log_checks import check_logs
from metrics_store import append_metrics, metrics_folder, now
from probes import parse_seconds, refuse_passwords
from response_checks import check_responses
from runner_action import Action
from service_checks import check_services

POINTS = {OK: 0, OVER: 1, FAILED: 5}
SCORES = {OK: 100, OVER: 50, FAILED: 0}
MOST_CHECKS_AS_DATA = 200


def main(action):
    params = action.params
    refuse_passwords(item["url"] for item in params["http"] + params["databases"])
    limit = parse_seconds(params["response_time"])
    before = Counters()
    checks = [
        *check_services(params["services"]),
        *check_responses(params, limit),
        *check_certificates(action, limit),
        *check_containers(params["docker"], limit),
        *check_logs(action),
        *check_host(action, before),
    ]
    for check in checks:
        action.say(f"{check.state:<6} {check.kind} {check.name}: {check.says}")
    record(action, checks)
    conclude(action, checks)


def record(action, checks):
    """What took its time is kept, for whoever wants to know how that changes."""
    timed = [check for check in checks if check.ms is not None]
    if not timed:
        return
    values = {f"up {check.kind} {check.name}": int(check.state != FAILED) for check in timed}
    values.update({f"response_ms {check.kind} {check.name}": check.ms for check in timed if check.state != FAILED})
    folder = metrics_folder(action)
    action.would(f"add {len(timed)} times of answers to {folder}")
    if action.dry_run:
        return
    try:
        append_metrics(folder, now(), "health-check", values)
    except OSError as error:
        action.warn(f"the times of answers are not kept: {error.strerror}: {error.filename}")


def conclude(action, checks):
    bad = sorted((check for check in checks if check.state != OK), key=lambda check: -POINTS[check.state])
    failed = sum(1 for check in bad if check.state == FAILED)
    points = sum(POINTS[check.state] for check in checks)
    critical = points >= action.params["critical_threshold"]
    state = "critical" if critical else "degraded" if bad else "healthy"
    score = round(sum(SCORES[check.state] for check in checks) / len(checks), 1)
    times = [check.ms for check in checks if check.ms is not None]
    action.metrics.update(
        score=score, checks=len(checks), checks_failed=failed, checks_over_limit=len(bad) - failed, points=points
    )
    if times:
        action.metrics["slowest_ms"] = max(times)
    tell_checks(action, bad, [check for check in checks if check.state == OK])
    action.data["state"] = state
    action.summary = describe(state, score, len(checks), bad)
    if critical:
        action.fail(action.summary)


def tell_checks(action, bad, good):
    shown = (bad + good)[:MOST_CHECKS_AS_DATA]
    action.data["checks"] = [check.as_data() for check in shown]
    if len(bad) + len(good) > len(shown):
        action.data["checks_left_out"] = len(bad) + len(good) - len(shown)


def describe(state, score, count, bad):
    head = f"{state}, {score:g} of 100: "
    if not bad:
        return head + f"all {count} checks are fine"
    worst = "; ".join(f"{check.kind} {check.name}: {check.says}" for check in bad[:3])
    more = f"; and {len(bad) - 3} more" if len(bad) > 3 else ""
    return head + f"{len(bad)} of {count} checks are not fine: {worst}{more}"


Action.run(main)
