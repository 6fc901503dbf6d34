"""Measures, keeps what was measured, and says what is beyond its limit."""

from alerts import find_alerts
from application_metrics import read_application
from metrics_store import append_metrics, metrics_folder, now
from project_metrics import read_project
from runner_action import Action, Refused
from samples import as_values
from system_metrics import read_system
from textfile import write_textfile

MOST_AS_DATA = 200


def main(action):
    wanted = [read for name, read in READERS.items() if action.params.get(name)]
    if not wanted:
        raise Refused("there is nothing to measure: let `system` be true, or name an `application` or a `project`")
    samples, problems = measure(action, wanted)
    moment = now()
    values = as_values(samples)
    action.metrics["values"] = len(values)
    tell_application(action, samples)
    keep(action, moment, values)
    if "textfile" in action.params:
        write_textfile(action, samples, moment)
    conclude(action, find_alerts(action, values), problems)


READERS = {"system": read_system, "application": read_application, "project": read_project}


def measure(action, wanted):
    """What one of them cannot say takes nothing from what the others did."""
    samples, problems = [], []
    for read in wanted:
        try:
            samples += read(action)
        except Refused as refused:
            action.say(f"error: {refused}")
            action.data.update(refused.data)
            problems.append(str(refused))
    return samples, problems


def tell_application(action, samples):
    own = {sample.about: sample.value for sample in samples if sample.family.startswith("application")}
    if own:
        action.data["application"] = dict(sorted(own.items())[:MOST_AS_DATA])


def keep(action, moment, values):
    if not values:
        return
    folder = metrics_folder(action)
    action.would(f"add {len(values)} numbers to {folder}")
    if not action.dry_run:
        action.data["metrics_file"] = append_metrics(folder, moment, "metrics-collect", values)


def conclude(action, alerts, problems):
    action.data["alerts"] = alerts
    action.metrics["alerts"] = len(alerts)
    for alert in alerts:
        action.say(f"alert: {alert}")
    said = problems + alerts
    action.summary = f"{action.metrics['values']} numbers" + (f"; {'; '.join(said)}" if said else ", all within their limits")
    if problems or (alerts and action.params["alerts"] == "fail"):
        action.fail(action.summary)


Action.run(main)
