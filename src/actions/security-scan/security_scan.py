"""Looks at a host for what makes it easy to break into, and at what has come since the last time."""

import os
import socket
import subprocess
import time

import check_accounts
import check_permissions
import check_ports
import check_secrets
import check_special_files
import check_ssh
import check_sudo
import check_updates
import outside
import reports
from only_one import only_one
from runner_action import Action, Refused
from scan import SEVERITIES, NotDone, OutOfTime, Scan, as_text, by_severity, is_at_least

CHECKS = {
    "permissions": check_permissions,
    "special-files": check_special_files,
    "secrets": check_secrets,
    "ports": check_ports,
    "ssh": check_ssh,
    "sudo": check_sudo,
    "updates": check_updates,
    "accounts": check_accounts,
}
WEIGHTS = {"critical": 40, "high": 15, "medium": 5, "low": 1}
MOST_IN_DATA = 60


def main(action):
    root = os.path.realpath(action.path(action.params["root"]))
    if not os.path.isdir(root):
        raise Refused(f"{root} is not a folder: `root` is the root folder of the host to look at")
    scanners = scanners_of(action)
    folder = action.path(action.params["report_dir"]) if "report_dir" in action.params else action.state_dir()
    if action.dry_run:
        action.would(f"look at {', '.join(action.params['checks'])} of {root} ({action.params['mode']})")
        for name, _ in scanners:
            action.would(f"ask {name}")
        action.would(f"write {', '.join(names_of_reports(action))} to {folder}")
        action.summary = f"{root} would be scanned"
        return
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with only_one(folder, f"another scan is at work on {folder}: wait until it is done, or give this one a `report_dir` of its own"):
        scan = Scan(root, action.params)
        not_done = look(action, scan, scanners)
        report(action, scan, folder, not_done)


def scanners_of(action):
    """Pairs of a name and what to do with the scan and a private folder. All of them are there, or nothing is begun."""
    asked, images = action.params["scanners"], action.params["images"]
    paths = [action.path(path) for path in action.params["source_paths"]]
    for name in [*asked, *(["trivy"] if images else [])]:
        action.need_tool(name)
    if "semgrep" in asked and not paths:
        raise Refused("semgrep has nothing to look at: name folders of source code under `source_paths`")
    for path in paths:
        if not os.path.exists(path):
            raise Refused(f"{path} is not there: correct it under `source_paths`")
    arguments = {"trivy": None, "semgrep": paths, "lynis": action.params["lynis_tests"], "debsecan": action.params.get("debsecan_source")}
    found = [(name, lambda scan, tmp, name=name: getattr(outside, name)(scan, tmp, arguments[name])) for name in asked]
    if images:
        found.append(("trivy on images", lambda scan, tmp: outside.trivy(scan, tmp, images)))
    return found


def look(action, scan, scanners):
    """What could not be done to its end, and why."""
    steps = [(name, CHECKS[name].check) for name in CHECKS if name in action.params["checks"]]
    steps += [(name, lambda scan, ask=ask: ask(scan, action.tmp)) for name, ask in scanners]
    not_done = {}
    for name, step in steps:
        before = len(scan.findings)
        try:
            scan.seconds_left()
            step(scan)
        except (OutOfTime, subprocess.TimeoutExpired):
            not_done[name] = f"{action.params['max_scan_time']} s are over"
        except (NotDone, OSError) as error:
            not_done[name] = str(error)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # One that has another form than is known does not cost what the others find.
            not_done[name] = f"what it has read is of an unknown form ({type(error).__name__}: {error})"
        action.say(f"{name}: {len(scan.findings) - before} found" + (f"; {not_done[name]}" if name in not_done else ""))
    return not_done


def report(action, scan, folder, not_done):
    findings = by_severity(scan.findings)
    counts = {name: sum(each["severity"] == name for each in findings) for name in SEVERITIES}
    score = min(100, sum(WEIGHTS[name] * count for name, count in counts.items()))
    last = reports.read_last(folder)
    about = {
        "host": socket.gethostname() if scan.is_host else scan.root,
        "scanned_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "mode": action.params["mode"],
        "risk_score": score,
        "counts": counts,
        "not_done": sorted(not_done),
    }
    for each in findings:
        action.say(f"{each['severity']}: {each['title']} [{each['rule']}]. {each['advice']}")
    action.metrics = {"risk_score": score, "findings": len(findings), **counts, "accepted": scan.accepted, "files_scanned": scan.files_scanned}
    if last is not None:
        action.metrics["new_findings"] = sum(reports.fingerprint(each) not in last for each in findings)
    action.data["findings"] = [shorten(each) for each in findings[:MOST_IN_DATA]]
    if scan.not_readable:
        action.data["not_readable"] = len(scan.not_readable)
        first = as_text(min(scan.not_readable))
        action.warn(f"{len(scan.not_readable)} files and folders may not be read by this user, {first} among them")
    make = {
        "security-scan.json": lambda: reports.to_json(findings, about),
        "security-scan.html": lambda: reports.to_html(findings, about),
        "security-scan.sarif": lambda: reports.to_sarif(findings, scan.root),
    }
    for name in names_of_reports(action):
        action.artifact(reports.write(folder, name, make[name]()))
    conclude(action, findings, counts, score, not_done)


def names_of_reports(action):
    asked = action.params["format"]
    return ["security-scan.json", *(f"security-scan.{kind}" for kind in ("html", "sarif") if asked in (kind, "all"))]


def conclude(action, findings, counts, score, not_done):
    told = ", ".join(f"{counts[name]} {name}" for name in reversed(SEVERITIES) if counts[name]) or "nothing found"
    threshold = action.params["severity_threshold"]
    worst = [each for each in findings if is_at_least(each["severity"], threshold)]
    if not_done:
        action.data["not_done"] = sorted(not_done)
        first = min(not_done)
        action.fail(f"the scan is not complete: {first}: {not_done[first]}. Until then: {told} (risk {score})")
    elif worst:
        action.fail(f"{told} (risk {score}): {worst[0]['title']}. Correct it, or name it under `accept`")
    else:
        action.summary = f"{told} (risk {score})"


def shorten(finding):
    return {key: value[:300] if isinstance(value, str) else value for key, value in finding.items()}


Action.run(main)
