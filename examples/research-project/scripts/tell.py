#!/usr/bin/env python3
"""Tells people that something is wrong: a webhook (ntfy, Mattermost, Slack) if TELL_URL is set, and the log in any case."""

import json
import os
import urllib.request


def describe(trigger):
    if trigger["kind"] == "task":
        return f"{trigger['task']} has failed ({trigger['reason']}): runner logs {trigger['run']}"
    if trigger["kind"] == "condition":
        facts = ", ".join(f"{fact['name']} is {fact.get('value', 'unknown')}" for fact in trigger["facts"])
        return f"{facts}: {trigger['condition']}"
    return "a test: what is wrong is told here"


text = f"{os.uname().nodename}: {describe(json.loads(os.environ['RUNNER_TRIGGER']))}"
print(text)
if os.environ.get("TELL_URL"):
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(os.environ["TELL_URL"], body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=30).close()
