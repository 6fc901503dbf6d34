"""As much of Redis's protocol (RESP 2) as it takes to ask a server something."""

import os
import socket
import urllib.parse

from runner_action import Refused


class RedisError(Exception):
    """The server's answer is an error; its first word tells which."""


class Info(dict):
    """What the server tells of itself, by name."""

    def __init__(self, url, lines):
        super().__init__(line.split(":", 1) for line in lines if ":" in line and line[0] != "#")
        self._url = url

    def __missing__(self, name):
        raise Refused(f"{self._url} does not tell {name}: this takes Redis 4 or later, or what does as that")


class Redis:
    def __init__(self, action):
        self.url = action.params["url"]
        try:
            self._socket = connect(action, urllib.parse.urlsplit(self.url))
            self._answers = self._socket.makefile("rb")
        except (OSError, ValueError) as error:
            what = error.args[-1] if error.args else error
            raise Refused(f"no connection to {self.url}: {what}: look whether the server runs, and at `url`") from None
        password = action.params.get("password") or os.environ.get("REDIS_PASSWORD")
        user = urllib.parse.unquote(urllib.parse.urlsplit(self.url).username or "")
        if password:
            self.ask("AUTH", *([user] if user else []), password)

    def call(self, *words):
        """The answer: text, number, list, None. RedisError where it is one."""
        encoded = [str(word).encode("utf-8", "surrogateescape") for word in words]
        message = b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
        try:
            self._socket.sendall(message)
            return self._read()
        except (OSError, EOFError, ValueError) as error:
            raise Refused(f"{self.url} has ended the connection, or does not speak Redis's protocol: {error}") from None

    def ask(self, *words):
        """As `call`, for what there is no other way round."""
        try:
            return self.call(*words)
        except RedisError as error:
            raise Refused(f"{self.url} refuses {words[0]}: {error}") from None

    def info(self):
        return Info(self.url, self.ask("INFO", "everything").splitlines())

    def close(self):
        self._answers.close()
        self._socket.close()

    def _read(self):
        line = self._answers.readline()
        if not line.endswith(b"\r\n"):
            raise EOFError("the answer is not whole")
        kind, rest = line[:1], line[1:-2].decode("utf-8", "replace")
        if kind == b"-":
            raise RedisError(rest)
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == "-1" else self._text(int(rest))
        if kind == b"*":
            return None if rest == "-1" else [self._read() for _ in range(int(rest))]
        raise ValueError(f"an answer begins with {line[:20]!r}")

    def _text(self, length):
        text = self._answers.read(length + 2)
        if len(text) != length + 2:
            raise EOFError("the answer is not whole")
        return text[:-2].decode("utf-8", "replace")


def connect(action, url):
    if url.password is not None:
        raise Refused("`url` has a password, which everybody could read: pass it as `password`, or as the secret REDIS_PASSWORD")
    if url.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(30)
        connection.connect(url.path)
        return connection
    context = make_context(action) if url.scheme == "rediss" else None
    connection = socket.create_connection((url.hostname, url.port or 6379), timeout=30)
    return connection if context is None else context.wrap_socket(connection, server_hostname=url.hostname)


def make_context(action):
    import ssl

    path = action.path(action.params["ca_file"]) if "ca_file" in action.params else None
    try:
        return ssl.create_default_context(cafile=path)
    except OSError as error:
        # OpenSSL's own errors are of OSError too, and have texts of their own.
        why = "it has no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise Refused(f"ca_file: {path}: {why}: name a file of CA certificates (PEM)") from None
