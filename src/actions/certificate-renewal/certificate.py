"""What a certificate and a key say, as openssl tells it."""

import datetime
import re

from runner_action import Refused


class Certificate:
    """A certificate that openssl has read. `subject` is as `openssl req -subj` takes it, `sans` as its extension has them."""

    def __init__(self, subject, sans, expires, public_key):
        self.subject = subject
        self.sans = sans
        self.expires = expires
        self.public_key = public_key

    def days_left(self):
        return (self.expires - now()).days


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def read_certificate(action, path):
    # Opened first, for an error that says what is wrong with the file.
    with open(path, "rb"):
        pass
    try:
        text = action.command(
            ["openssl", "x509", "-in", path, "-noout", "-enddate", "-subject", "-pubkey"]
            + ["-nameopt", "sep_multiline,sname,utf8", "-ext", "subjectAltName"]
        )
    except Refused as refused:
        raise Refused(f"{path} is no certificate that openssl can read ({refused})") from None
    return Certificate(
        subject=_subject(text),
        sans=_sans(text),
        expires=_time(re.search(r"^notAfter=(.*)$", text, re.M).group(1)),
        public_key=_public_key(text),
    )


def read_public_key(action, path):
    with open(path, "rb") as file:
        if b"ENCRYPTED" in file.read(4096):
            raise Refused(f"{path} has a password, and a new key would have none: take it off (openssl pkey) or name another")
    try:
        return _public_key(action.command(["openssl", "pkey", "-in", path, "-pubout"]))
    except Refused as refused:
        raise Refused(f"{path} is no private key that openssl can read ({refused})") from None


def san(name):
    """A name as the extension has it: DNS:example.org, IP:192.0.2.7."""
    import ipaddress

    kind, _, rest = name.partition(":")
    if kind in ("DNS", "email", "URI"):
        return f"{kind}:{rest.lower() if kind == 'DNS' else rest}"
    try:
        return f"IP:{ipaddress.ip_address(rest if kind == 'IP' else name)}"
    except ValueError:
        return f"DNS:{name.lower()}"


def common_name(subject):
    found = re.search(r"/CN=((?:[^/\\]|\\.)+)", subject)
    return found.group(1) if found else None


def _subject(text):
    """Each part is on an indented line of its own, in the order of the certificate."""
    lines = re.search(r"^subject=[ ]*\n((?:    .*\n)*)", text, re.M)
    parts = [line.strip().partition("=") for line in lines.group(1).splitlines()] if lines else []
    return "".join(f"/{kind}={_escaped(value)}" for kind, _, value in parts)


def _escaped(value):
    return re.sub(r"([\\/+])", r"\\\1", value)


def _sans(text):
    found = re.search(r"Subject Alternative Name:.*\n\s+(.*)", text)
    if not found:
        return []
    return [san(name.strip().replace("IP Address:", "IP:")) for name in found.group(1).split(",")]


def _time(text):
    parsed = datetime.datetime.strptime(text.strip(), "%b %d %H:%M:%S %Y GMT")
    return parsed.replace(tzinfo=datetime.timezone.utc)


def _public_key(text):
    return re.search(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", text, re.S).group(0)
