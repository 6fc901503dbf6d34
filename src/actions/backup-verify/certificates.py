"""Which certificates are in a restored backup, and when they expire."""

import os
import shutil
import ssl
import time

from runner_action import Refused

MOST_TOLD = 20
ENDINGS = (".pem", ".crt", ".cer", ".cert")
LARGEST = 1 << 20
# More of them in one file are the authorities that a system trusts: nobody renews those.
MOST_IN_A_FILE = 10
BEGIN = b"-----BEGIN CERTIFICATE-----"
END = b"-----END CERTIFICATE-----"


def check_certificates(action, backup, folder):
    for entry in backup.entries():
        if entry["type"] == "file" and entry["path"].lower().endswith(ENDINGS) and entry["bytes"] <= LARGEST:
            with open(os.path.join(folder, entry["path"]), "rb") as file:
                blocks = find_blocks(file.read())
            if blocks and shutil.which("openssl") is None:
                action.warn("openssl is not installed: the certificates in the backups were not looked at")
                return
            for block in blocks if len(blocks) <= MOST_IN_A_FILE else []:
                note(action, "/" + entry["path"], expiry(action, block))


def find_blocks(data):
    blocks = []
    while True:
        begin = data.find(BEGIN)
        end = data.find(END, begin)
        if begin < 0 or end < 0:
            return blocks
        blocks.append(data[begin : end + len(END)])
        data = data[end + len(END) :]


def expiry(action, block):
    """In seconds since 1970, or None for what is no certificate."""
    path = os.path.join(action.tmp, "certificate")
    with open(path, "wb") as file:
        file.write(block + b"\n")
    words = ["openssl", "x509", "-in", path, "-noout", "-enddate"]
    try:
        return ssl.cert_time_to_seconds(action.command(words).strip().partition("=")[2])
    except (Refused, ValueError):
        return None


def note(action, path, expires):
    if expires is None:
        warn(action, f"{path} has a certificate that cannot be read")
        return
    days = round((expires - time.time()) / 86_400, 1)
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(expires))
    action.metrics["certificates_checked"] += 1
    found = {"path": path, "expires": when, "days": days}
    soonest = sorted([*action.data["certificates"], found], key=lambda one: one["days"])
    action.data["certificates"] = soonest[:MOST_TOLD]
    if days < 0:
        warn(action, f"{path} has a certificate that has expired, on {when}")
    elif days < action.params["certificate_days"]:
        warn(action, f"{path} has a certificate that expires on {when}: renew it")


def warn(action, text):
    """There may be thousands, and outputs have little room: all of them are in the log."""
    if len(action.data.get("warnings", [])) < MOST_TOLD:
        action.warn(text)
    else:
        action.say(text)
