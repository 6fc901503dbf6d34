"""The reports: JSON for programs, HTML for people, SARIF for forges. Each is there whole, or is the one of before."""

import hashlib
import html
import json
import os
import urllib.parse

from scan import SEVERITIES
from whole_file import write_whole

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
STYLE = """body{font:16px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.4em .6em;border-bottom:1px solid #ddd}
.critical{background:#7a0019;color:#fff}.high{background:#c62828;color:#fff}.medium{background:#f9a825}.low{background:#cfd8dc}
.tag{border-radius:.3em;padding:.1em .5em;white-space:nowrap}code{overflow-wrap:anywhere}"""


def write(folder, name, text):
    """Only its user can read what is wrong with the host."""
    path = os.path.join(folder, name)
    write_whole(path, text.encode("utf-8", "replace"), 0o600)
    return path


def read_last(folder):
    """The findings of the scan before, by what tells them apart; None where there was none."""
    try:
        with open(os.path.join(folder, "security-scan.json"), encoding="utf-8") as file:
            return {fingerprint(each) for each in json.load(file)["findings"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def fingerprint(finding):
    return hashlib.sha256(json.dumps([finding["rule"], finding["place"]]).encode("utf-8", "replace")).hexdigest()[:32]


def to_json(findings, about):
    return json.dumps({**about, "findings": findings}, indent=2, ensure_ascii=False) + "\n"


def to_sarif(findings, root):
    """As SARIF 2.1.0 of OASIS has it."""
    rules = sorted({each["rule"] for each in findings})
    driver = {"name": "security-scan", "rules": [{"id": rule} for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "originalUriBaseIds": {"ROOT": {"uri": "file://" + urllib.parse.quote(root.rstrip("/") + "/", errors="replace")}},
        "results": [to_result(each, rules) for each in findings],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def to_result(finding, rules):
    result = {
        "ruleId": finding["rule"],
        "ruleIndex": rules.index(finding["rule"]),
        "level": LEVELS[finding["severity"]],
        "message": {"text": f"{finding['title']}. {finding['advice']}"},
        "partialFingerprints": {"place/v1": fingerprint(finding)},
        "properties": {"severity": finding["severity"]},
    }
    if finding["place"].startswith("/"):
        uri = urllib.parse.quote(finding["place"].lstrip("/"), errors="replace")
        physical = {"artifactLocation": {"uri": uri, "uriBaseId": "ROOT"}}
        if finding.get("line"):
            physical["region"] = {"startLine": finding["line"]}
        result["locations"] = [{"physicalLocation": physical}]
    else:
        result["locations"] = [{"logicalLocations": [{"fullyQualifiedName": finding["place"]}]}]
    return result


def to_html(findings, about):
    """One file: no script, and nothing is fetched."""
    counts = " ".join(f'<span class="tag {name}">{about["counts"][name]} {name}</span>' for name in reversed(SEVERITIES))
    rows = "\n".join(to_row(each) for each in findings)
    table = f"<table><tr><th>Severity<th>What<th>Where<th>What to do</tr>\n{rows}</table>" if findings else "<p>Nothing was found.</p>"
    not_done = f"<p>Not looked at to the end: {html.escape(', '.join(about['not_done']))}</p>" if about["not_done"] else ""
    title = f"Security scan of {html.escape(about['host'])}"
    return (
        f'<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>\n'
        f"<h1>{title}</h1>\n<p>{html.escape(about['scanned_at'])}, {html.escape(about['mode'])}. "
        f"Risk {about['risk_score']} of 100. {counts}</p>\n{not_done}{table}\n</html>\n"
    )


def to_row(finding):
    where = finding["place"] + (f":{finding['line']}" if finding.get("line") else "")
    title, advice, place = (html.escape(text) for text in (finding["title"], finding["advice"], where))
    return f'<tr><td><span class="tag {finding["severity"]}">{finding["severity"]}</span><td>{title}<td><code>{place}</code><td>{advice}</tr>'
