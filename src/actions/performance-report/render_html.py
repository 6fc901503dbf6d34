"""The report as one page: nothing is fetched for it, and nothing in it is executed."""

import datetime
from html import escape

from chart import format_number, render_chart
from period_statistics import about, family

# Family, title, unit, name of its limit.
CHARTS = [
    ("cpu_percent", "Processors", "%", "cpu"),
    ("memory_percent", "Memory", "%", "memory"),
    ("disk_percent", "Disks", "%", "disk"),
    ("load_1m", "Load", "", None),
    ("network_receive_bytes_per_second", "Received", "B/s", None),
    ("network_transmit_bytes_per_second", "Sent", "B/s", None),
    ("response_ms", "Times of answers", "ms", "response_ms"),
    ("container_cpu_percent", "Containers: processors", "%", None),
    ("container_memory_percent", "Containers: memory", "%", "memory"),
    ("coverage_percent", "Coverage", "%", None),
    ("tests_failed", "Failed tests", "", None),
    ("vulnerabilities", "Vulnerabilities", "", None),
]
# What an application says of itself may be anything: each has a scale of its own.
MOST_OWN_CHARTS = 12
ARROWS = {"worse": "worse", "better": "better", "same": "same", "up": "more", "down": "less"}
STYLE = """
:root{color-scheme:light dark;--back:#fff;--text:#1c2128;--soft:#57606a;--grid:#d0d7de;--good:#1a7f37;--bad:#b3261e;--middle:#8a5a00;
--c0:#0969da;--c1:#bc4c00;--c2:#1a7f37;--c3:#8250df;--c4:#bf3989;--c5:#57606a}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--soft:#9198a1;--grid:#30363d;--good:#3fb950;--bad:#ff7b72;
--middle:#d29922;--c0:#58a6ff;--c1:#f0883e;--c2:#3fb950;--c3:#bc8cff;--c4:#f778ba;--c5:#9198a1}}
body{background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:0}h2{font-size:1.2rem;margin-top:2rem}.soft,figcaption{color:var(--soft)}
.score{font-size:3rem;font-weight:600}.good,.better{color:var(--good)}.bad,.worse{color:var(--bad)}.middle{color:var(--middle)}
figure{margin:1.5rem 0}svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.grid{stroke:var(--grid)}.limit{stroke:var(--bad);stroke-dasharray:6 4}polyline{fill:none;stroke-width:1.8}circle{fill:var(--back);stroke-width:2}
.line0{stroke:var(--c0);background:var(--c0)}.line1{stroke:var(--c1);background:var(--c1)}.line2{stroke:var(--c2);background:var(--c2)}
.line3{stroke:var(--c3);background:var(--c3)}.line4{stroke:var(--c4);background:var(--c4)}.line5{stroke:var(--c5);background:var(--c5)}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.85rem;overflow-wrap:anywhere}
.legend i{display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:2px}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.9rem;width:100%}
th,td{text-align:right;padding:.25rem .6rem;border-bottom:1px solid var(--grid)}th:first-child,td:first-child{text-align:left;overflow-wrap:anywhere}
"""


def render_html(report):
    title = f"{report['period'].capitalize()} report of {report['host']}"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<h1>{escape(title)}</h1>
<p class="soft">{moment_text(report['from'])} to {moment_text(report['until'])} UTC, {report['measurements']} measurements;
compared with {report['measurements_before']} of as long a time before</p>
{render_score(report)}
<h2>Recommendations</h2>
{render_recommendations(report)}
<h2>Charts</h2>
{render_charts(report)}
<h2>All values</h2>
{render_table(report)}
</body>
</html>
"""


def moment_text(stamp):
    return stamp[:16].replace("T", " ")


def render_score(report):
    if report["score"] is None:
        return "<p>There is no score: nothing was measured that has a part in it.</p>"
    before = "" if report["score_before"] is None else f' <span class="soft">before: {report["score_before"]:g}</span>'
    parts = ", ".join(f"{escape(name)} {score:g}" for name, score in report["parts"].items())
    return f'<p><span class="score {color(report["score"])}">{report["score"]:g}</span> of 100{before}<br><span class="soft">{parts}</span></p>'


def color(score):
    return "good" if score >= 90 else "middle" if score >= 70 else "bad"


def render_recommendations(report):
    if not report["recommendations"]:
        return "<p>None: all is within its limits.</p>"
    return "<ol>" + "".join(f"<li>{escape(one['text'])}</li>" for one in report["recommendations"]) + "</ol>"


def render_charts(report):
    since, until = parse(report["from"]), parse(report["until"])
    charts = []
    for wanted, title, unit, limit in CHARTS:
        series = {about(name): value["points"] for name, value in report["values"].items() if family(name) == wanted}
        if series:
            charts.append(render_chart(title, unit, series, since, until, report["thresholds"][limit] if limit else None))
    own = [(about(name), value["points"]) for name, value in report["values"].items() if family(name) == "application"]
    charts += [render_chart(name, "", {"": points}, since, until) for name, points in own[:MOST_OWN_CHARTS]]
    return "\n".join(charts)


def parse(stamp):
    return datetime.datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc)


def render_table(report):
    trends = {trend["name"]: trend for trend in report["trends"]}
    rows = "".join(render_row(name, value, trends.get(name)) for name, value in report["values"].items())
    heads = "".join(f"<th>{head}</th>" for head in ("value", "mean", "95 of 100", "highest", "last", "before", "trend"))
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def render_row(name, value, trend):
    numbers = "".join(f"<td>{format_number(value[key])}</td>" for key in ("mean", "p95", "max", "last"))
    if trend is None:
        return f"<tr><td>{escape(name)}</td>{numbers}<td></td><td>new</td></tr>"
    change = "" if trend["change_percent"] is None else f" {trend['change_percent']:+g} %"
    word = trend["trend"]
    return f'<tr><td>{escape(name)}</td>{numbers}<td>{format_number(trend["before"])}</td><td class="{word}">{ARROWS[word]}{change}</td></tr>'
