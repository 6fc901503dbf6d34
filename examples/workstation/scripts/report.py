#!/usr/bin/env python3
"""One page about what the tasks before have said: RUNNER_NEEDS has their outputs."""

import datetime
import json
import os

needs = json.loads(os.environ["RUNNER_NEEDS"])
lines = [f"# Week of {datetime.date.today()}", ""]
for task, said in sorted(needs.items()):
    lines.append(f"- **{task}**: {said.get('summary', 'nothing to say')}")
    lines += [f"  - {name}: {value}" for name, value in sorted(said.get("metrics", {}).items())]

folder = os.path.expanduser(os.environ["REPORTS"])
os.makedirs(folder, exist_ok=True)
page = os.path.join(folder, "week.md")
with open(page, "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")

with open(os.environ["RUNNER_OUTPUT"], "a", encoding="utf-8") as output:
    output.write(f"summary={len(needs)} tasks on one page\n")
    output.write(json.dumps({"artifacts": [{"path": page}]}) + "\n")
