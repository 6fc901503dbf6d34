"""The samples in Prometheus' text format (version 0.0.4), for node_exporter's textfile collector.

That format wants for each family one HELP and one TYPE line before its samples, all of one family together, and no two of
the same name and labels. The collector wants no times of samples, and renames instead of half files.
"""

import os

from runner_action import Refused
from samples import FAMILIES
from whole_file import write_whole

# node_exporter runs as another user.
MODE = 0o644


def write_textfile(action, samples, moment):
    path = action.path(action.params["textfile"])
    if not os.path.isdir(os.path.dirname(path)):
        raise Refused(f"{os.path.dirname(path)} does not exist: name the folder that node_exporter reads under `textfile`")
    action.would(f"write {path}")
    if action.dry_run:
        return
    kind = "file-modified" if os.path.exists(path) else "file-created"
    # A name may have come as JSON that is no text.
    write_whole(path, render(samples, moment).encode("utf-8", "replace"), MODE)
    action.change(kind, path=path)


def render(samples, moment):
    lines = []
    for family, told in FAMILIES.items():
        own = [sample for sample in samples if sample.family == family]
        if told[0] is None or not own:
            continue
        name, kind, factor, label, text = told
        lines += [f"# HELP {name} {text}", f"# TYPE {name} {kind}"]
        lines += [f"{name}{render_labels(sample, label)} {render_value(sample.value, factor)}" for sample in own]
    name = "runner_metrics_collected_timestamp_seconds"
    lines += [f"# HELP {name} When this was measured.", f"# TYPE {name} gauge", f"{name} {int(moment.timestamp())}"]
    return "\n".join(lines) + "\n"


def render_labels(sample, label):
    labels = sample.labels or ({label: sample.about} if label and sample.about else {})
    inner = ",".join(f'{key}="{escape(value)}"' for key, value in labels.items())
    return f"{{{inner}}}" if inner else ""


def render_value(value, factor):
    return repr(value if factor == 1 else round(value * factor, 6))


def escape(text):
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
