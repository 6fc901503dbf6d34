"""How long certificates are good for, in files and as servers show them."""

import re
import socket
import subprocess
import time

from check import FAILED, OK, OVER, Check
from probes import describe


def check_certificates(action, limit):
    names = action.params["certificates"]
    if names:
        action.need_tool("openssl")
    return [check_certificate(action, name, limit) for name in names]


def check_certificate(action, name, limit):
    try:
        data = read_certificate(action, name, limit)
    except (OSError, OverflowError, UnicodeError) as error:
        return Check("certificate", name, FAILED, describe(error))
    done = subprocess.run(
        ["openssl", "x509", "-noout", "-enddate"], input=data, capture_output=True, check=False, timeout=30
    )
    if done.returncode != 0:
        return Check("certificate", name, FAILED, "it is no certificate in PEM format")
    import ssl

    end = ssl.cert_time_to_seconds(done.stdout.decode().strip().partition("=")[2])
    return judge(name, (end - time.time()) / 86400, action.params["certificate_days"])


def judge(name, days, wanted):
    if days <= 0:
        return Check("certificate", name, FAILED, f"it has expired {-days:.0f} days ago: renew it")
    if days < wanted:
        return Check("certificate", name, OVER, f"it expires in {days:.0f} days, less than {wanted}: renew it")
    return Check("certificate", name, OK, f"good for {days:.0f} days")


def read_certificate(action, name, limit):
    """As PEM. Of a server whatever it shows: whether others trust it is not the question."""
    address = re.fullmatch(r"\[?([^/~]+?)\]?:([0-9]+)", name)
    if address is None:
        with open(action.path(name), "rb") as file:
            return file.read(1_000_000)
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    host, port = address.groups()
    with socket.create_connection((host, int(port)), timeout=limit) as connection:
        with context.wrap_socket(connection, server_hostname=host) as secure:
            return ssl.DER_cert_to_PEM_cert(secure.getpeercert(binary_form=True)).encode()
