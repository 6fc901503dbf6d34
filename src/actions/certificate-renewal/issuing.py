"""Makes a key and a certificate in a private folder, and looks whether they are good before anybody sees them."""

import os
import secrets

from certificate import read_certificate, read_public_key
from runner_action import Refused

KEYS = {
    "ecdsa-p256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "rsa-2048": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
}
USES = {"ecdsa-p256": "digitalSignature", "rsa-2048": "digitalSignature,keyEncipherment"}


class Issued:
    """Paths of what was made, and of the certificates that it has to lead to, or None for those of the host."""

    def __init__(self, folder):
        self.key = os.path.join(folder, "key.pem")
        self.request = os.path.join(folder, "request.pem")
        self.certificate = os.path.join(folder, "certificate.pem")
        self.settings = os.path.join(folder, "openssl.cnf")
        self.roots = None


def issue(action, subject, sans, folder):
    os.makedirs(folder, mode=0o700)
    issued = Issued(folder)
    kind = action.params["key"]
    write_settings(issued.settings, sans, USES[kind])
    action.command(["openssl", "genpkey", *KEYS[kind], "-out", issued.key])
    action.command(
        ["openssl", "req", "-new", "-utf8", "-sha256", "-config", issued.settings]
        + ["-key", issued.key, "-subj", subject, "-out", issued.request]
    )
    if "command" in action.params:
        ask_command(action, issued)
    elif "ca" in action.params:
        sign_by_ca(action, issued)
    else:
        sign_by_itself(action, issued)
    return issued


def write_settings(path, sans, uses):
    names = [f"subjectAltName = {','.join(sans)}"] if sans else []
    lines = ["[req]", "distinguished_name = dn", "string_mask = utf8only"]
    lines += ["req_extensions = request", "[dn]", "[request]", f"keyUsage = critical,{uses}", *names]
    lines += ["[certificate]", "basicConstraints = critical,CA:FALSE", f"keyUsage = critical,{uses}"]
    lines += ["extendedKeyUsage = serverAuth,clientAuth", "subjectKeyIdentifier = hash", *names]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def ask_command(action, issued):
    paths = {"{csr}": issued.request, "{key}": issued.key, "{certificate}": issued.certificate}
    words = [paths.get(word, word) for word in action.params["command"]]
    named = {"RENEW_CSR": issued.request, "RENEW_KEY": issued.key, "RENEW_CERTIFICATE": issued.certificate}
    action.command(words, env=named)
    if not os.path.exists(issued.certificate):
        raise Refused(f"{words[0]} has ended well and written no certificate to {{certificate}}: look at its arguments")
    if "trust" in action.params:
        issued.roots = action.path(action.params["trust"])


def sign_by_ca(action, issued):
    ca = {name: action.path(path) for name, path in action.params["ca"].items()}
    with open(ca["key"], "rb"):
        pass
    authority = read_certificate(action, ca["certificate"])
    days = min(action.params["validity_days"], authority.days_left())
    if days <= action.params["threshold_days"]:
        raise Refused(f"the CA {ca['certificate']} itself expires in {authority.days_left()} days: renew it first")
    sign(action, issued, days, ["-CA", ca["certificate"], "-CAkey", ca["key"]])
    issued.roots = ca["certificate"]
    with open(ca["certificate"], encoding="utf-8") as file, open(issued.certificate, "a", encoding="utf-8") as chain:
        chain.write(file.read())


def sign_by_itself(action, issued):
    sign(action, issued, action.params["validity_days"], ["-signkey", issued.key])
    issued.roots = issued.certificate


def sign(action, issued, days, by):
    action.command(
        ["openssl", "x509", "-req", "-sha256", "-in", issued.request, "-days", str(days), "-out", issued.certificate]
        + ["-set_serial", f"0x{secrets.token_hex(16)}", "-extfile", issued.settings, "-extensions", "certificate"]
        # Never in argv; and nothing is asked for on a terminal.
        + [*by, "-passin", "env:CA_KEY_PASSWORD"],
        env={"CA_KEY_PASSWORD": action.params.get("ca_key_password", "")},
    )


def validate(action, issued, sans):
    """Gives the certificate. Refused: why nobody should get it."""
    made = read_certificate(action, issued.certificate)
    if made.public_key != read_public_key(action, issued.key):
        raise Refused("the new certificate is not for the new key: the command has to sign {csr}, or write its own {key}")
    missing = sorted(set(sans) - set(made.sans))
    if missing:
        raise Refused(f"the new certificate is not valid for {', '.join(missing)}: whoever signs it has left that out")
    if made.days_left() < action.params["threshold_days"]:
        raise Refused(f"the new certificate is valid for {made.days_left()} days only: lower threshold_days, or get a longer one")
    roots = ["-no-CApath", "-partial_chain", "-CAfile", issued.roots] if issued.roots else []
    try:
        action.command(["openssl", "verify", *roots, "-untrusted", issued.certificate, issued.certificate])
    except Refused as refused:
        leads_to = issued.roots or "a root that this host trusts"
        raise Refused(f"the new certificate does not lead to {leads_to} ({refused})") from None
    return made
