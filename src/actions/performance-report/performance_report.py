"""Reports how a host did: reads what was measured, measures a little more, compares with the period before."""

import datetime
import json
import os
import re

from measure import measure
from metrics_store import append_metrics, days_before, metrics_folder, now, read_metrics, stamp
from only_one import only_one
from period_statistics import describe_values, describe_trends
from probes import refuse_passwords
from recommendations import recommend
from render_html import render_html
from runner_action import Action, Refused
from score import score_parts, total_score
from whole_file import write_whole

DAYS = {"daily": 1, "weekly": 7, "monthly": 30}
OWN_NAME = re.compile(r"performance-(daily|weekly|monthly)-(\d{4}-\d\d-\d\d)\.(json|html)")


def main(action):
    destination = report_folder(action)
    if action.dry_run:
        work(action, destination)
        return
    os.makedirs(destination, mode=0o755, exist_ok=True)
    with only_one(destination, f"another report is being written in {destination}: wait until it is done"):
        work(action, destination)


def report_folder(action):
    given = action.params.get("destination")
    return action.path(given) if given else os.path.join(os.path.dirname(action.state_dir()), "_reports")


def work(action, destination):
    params = action.params
    refuse_passwords([*params["endpoints"], *(item["url"] for item in params["databases"])])
    moment = now()
    records, before = collect(action, moment, datetime.timedelta(days=DAYS[params["period"]]))
    report = make_report(action, moment, records, before)
    write_report(action, report, destination, moment)
    remove_old(action, destination, moment)
    tell(action, report)


def collect(action, moment, length):
    """Records of this period, and of the one before."""
    folder = metrics_folder(action)
    fresh = keep(action, folder, moment, measure(action))
    # Times are kept to the second.
    until = moment + datetime.timedelta(seconds=1)
    records, broken = read_metrics(folder, until - 2 * length, until) if os.path.isdir(folder) else ([], 0)
    if broken:
        action.warn(f"{broken} lines in {folder} cannot be read: they are left out")
    since = until - length
    current = [record for record in records if record["at"] >= since] + fresh
    if not current:
        raise Refused(
            f"there are no metrics of this period in {folder}: have a task that `uses` metrics-collect, or name `endpoints` here"
        )
    return current, [record for record in records if record["at"] < since]


def keep(action, folder, moment, values):
    """What was just measured, where it is not among what is read from the disk anyway."""
    if not values:
        return []
    action.would(f"add {len(values)} numbers to {folder}")
    if action.dry_run:
        return [{"at": moment, "source": "performance-report", "values": values}]
    append_metrics(folder, moment, "performance-report", values)
    return []


def make_report(action, moment, records, before):
    limits = action.params["thresholds"]
    length = datetime.timedelta(days=DAYS[action.params["period"]])
    values, values_before = describe_values(records), describe_values(before)
    parts, parts_before = score_parts(values, limits), score_parts(values_before, limits)
    return {
        "period": action.params["period"],
        "from": stamp(moment - length),
        "until": stamp(moment),
        "host": os.uname().nodename,
        "score": total_score(parts),
        "score_before": total_score(parts_before),
        "parts": parts,
        "measurements": len(records),
        "measurements_before": len(before),
        "values": values,
        "trends": describe_trends(values, values_before),
        "recommendations": recommend(values, values_before, limits, len(records), before + records),
        "thresholds": limits,
    }


def write_report(action, report, destination, moment):
    wanted = action.params["format"]
    texts = {"json": render_json, "html": render_html}
    action.data["reports"] = []
    for kind, render in texts.items():
        if wanted not in (kind, "both"):
            continue
        path = os.path.join(destination, f"performance-{report['period']}-{moment:%Y-%m-%d}.{kind}")
        action.would(f"write {path}")
        text = render(report)
        if action.dry_run:
            continue
        change = "file-modified" if os.path.exists(path) else "file-created"
        # A name may have come as JSON that is no text.
        write_whole(path, text.encode("utf-8", "replace"), 0o644)
        action.change(change, path=path)
        action.artifact(path)
        action.data["reports"].append(path)


def render_json(report):
    """Without the points of the charts: the metrics have them."""
    values = {
        name: {key: value for key, value in about.items() if key != "points"} for name, about in report["values"].items()
    }
    return json.dumps({**report, "values": values}, indent=2, sort_keys=True) + "\n"


def remove_old(action, destination, moment):
    days = action.params["retention_days"]
    if days < 2 * DAYS[action.params["period"]]:
        action.warn(f"retention_days = {days} leaves too little to compare two {action.params['period']} periods: raise it")
    oldest = moment - datetime.timedelta(days=days)
    folder = metrics_folder(action)
    paths = days_before(folder, oldest) if os.path.isdir(folder) else []
    for path in sorted(paths) + reports_before(destination, oldest):
        action.would(f"remove {path}")
        if not action.dry_run:
            os.unlink(path)
            action.change("file-deleted", path=path)
            action.metrics["files_removed"] = action.metrics.get("files_removed", 0) + 1


def reports_before(destination, moment):
    names = sorted(os.listdir(destination)) if os.path.isdir(destination) else []
    matches = [(name, OWN_NAME.fullmatch(name)) for name in names]
    return [os.path.join(destination, name) for name, match in matches if match and match.group(2) < f"{moment:%Y-%m-%d}"]


def tell(action, report):
    changed = [trend for trend in report["trends"] if trend["trend"] in ("better", "worse")]
    worse = sum(1 for trend in changed if trend["trend"] == "worse")
    texts = [recommendation["text"] for recommendation in report["recommendations"]]
    for text in texts:
        action.say(f"recommendation: {text}")
    action.metrics.update(
        measurements=report["measurements"], recommendations=len(texts), worse=worse, better=len(changed) - worse
    )
    for name in ("score", "score_before"):
        if report[name] is not None:
            action.metrics[name] = report[name]
    action.data.update({name: report[name] for name in ("period", "from", "until", "parts")})
    action.data["recommendations"] = [text[:300] for text in texts[:30]]
    action.data["trends"] = [{**trend, "name": trend["name"][:160]} for trend in changed[:50]]
    action.summary = summarize(report, worse, len(changed) - worse, texts)


def summarize(report, worse, better, texts):
    before = "" if report["score_before"] is None else f" (before: {report['score_before']:g})"
    score = "no score" if report["score"] is None else f"score {report['score']:g} of 100{before}"
    first = f": {texts[0]}" if texts else ""
    return f"{report['period']} report: {score}, {worse} worse, {better} better, {len(texts)} recommendations{first}"


Action.run(main)
