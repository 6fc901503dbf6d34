"""Programs of others that look for more, and what becomes of their findings."""

import json
import math
import os
import re

from scan import NotDone

BY_NAME = {"info": "low", "unknown": "low", "negligible": "low", "warning": "medium", "moderate": "medium", "error": "high", "important": "high"}


def severity_of(name):
    lower = str(name).lower()
    return lower if lower in ("low", "medium", "high", "critical") else BY_NAME.get(lower, "medium")


def trivy(scan, _tmp, images):
    """`images` None: the files of the host."""
    for image in images if images is not None else [None]:
        words = ["trivy", "rootfs" if image is None else "image", "--quiet", "--format", "json", "--scanners", "vuln,secret"]
        # By itself it gives up after five minutes.
        limit = f"{math.ceil(scan.seconds_left())}s"
        text = scan.run([*words, "--timeout", limit, scan.root if image is None else image])
        for result in parse("trivy", text).get("Results") or []:
            target = result.get("Target") or image or "/"
            place = f"{image}: {target}" if image and target != image else target
            for each in result.get("Vulnerabilities") or []:
                fixed = each.get("FixedVersion")
                title = f"{each.get('PkgName')} {each.get('InstalledVersion')}: {each.get('Title') or each['VulnerabilityID']}"
                advice = f"update it to {fixed}" if fixed else "there is no fixed version yet"
                what = f"{place}: {each.get('PkgName')}"
                scan.found(f"trivy-{each['VulnerabilityID']}", severity_of(each.get("Severity")), title, what, advice)
            # `Match` and `Code` hold the secret itself.
            for each in result.get("Secrets") or []:
                title = f"{each.get('Title') or each['RuleID']} in {target}"
                advice = "take it out, and make a new one"
                scan.found(f"trivy-{each['RuleID']}", severity_of(each.get("Severity")), title, place, advice, each.get("StartLine"))


def semgrep(scan, _tmp, paths):
    config = scan.params["semgrep_config"]
    words = ["semgrep", "scan", "--json", "--quiet", "--config", config]
    text = scan.run([*words, *([] if config == "auto" else ["--metrics=off"]), *paths])
    for each in parse("semgrep", text).get("results") or []:
        extra = each.get("extra") or {}
        advice = "see what the rule says"
        title = str(extra.get("message") or each["check_id"]).strip()
        line = (each.get("start") or {}).get("line")
        scan.found(f"semgrep-{each['check_id']}", severity_of(extra.get("severity")), title, each["path"], advice, line)


def lynis(scan, tmp, tests):
    """It has no JSON: its report is lines of `name=value`, fields by `|`."""
    report = os.path.join(tmp, "lynis-report.dat")
    words = ["lynis", "audit", "system", "--quiet", "--no-colors", "--no-plugins", "--report-file", report, "--log-file", os.devnull]
    # 78 only says that there are warnings.
    scan.run([*words, *(["--tests", " ".join(tests)] if tests else [])], (0, 78))
    with open(report, encoding="utf-8", errors="replace") as file:
        for line in file:
            match = re.match(r"(warning|suggestion)\[\]=([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)", line.rstrip("\n"))
            if match:
                kind, rule, title, details, solution = match.groups()
                advice = next((text for text in (solution, details) if text not in ("", "-")), "see `lynis show details " + rule + "`")
                scan.found(f"lynis-{rule}", "medium" if kind == "warning" else "low", title, f"host: {title}", advice)


def debsecan(scan, _tmp, source):
    words = ["debsecan", "--format", "summary", *suite(), *(["--source", source] if source else [])]
    for line in scan.run(words).splitlines():
        match = re.match(r"(\S+) (\S+)(?: \((.*)\))?$", line)
        if match:
            name, package, about = match.group(1), match.group(2), match.group(3) or ""
            urgency = re.search(r"(low|medium|high) urgency", about)
            advice = "install the update" if "fixed" in about else "there is no fixed version yet"
            title = f"{package}: {name}" + (f" ({about})" if about else "")
            scan.found(f"debsecan-{name}", urgency.group(1) if urgency else "low", title, package, advice)


def suite():
    """Only with it does debsecan know what is fixed."""
    with open("/etc/os-release", encoding="utf-8") as file:
        match = re.search(r'^VERSION_CODENAME="?([a-z]+)"?$', file.read(), re.MULTILINE)
    return ["--suite", match.group(1)] if match else []


def parse(name, text):
    try:
        value = json.loads(text)
    except ValueError:
        raise NotDone(f"what {name} has printed is no JSON: {text.strip()[:100]!r}") from None
    if not isinstance(value, dict):
        raise NotDone(f"what {name} has printed is no object of JSON")
    return value
