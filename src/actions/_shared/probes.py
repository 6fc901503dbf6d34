"""Whether something answers, and how soon. Each probe gives a problem, or None."""

import os
import re
import socket
import subprocess
import threading
import time
import urllib.parse

from in_time import run_in_time
from runner_action import Refused

MOST_BODY = 1_000_000
FREQUENT = {"postgresql": 5432, "postgres": 5432, "redis": 6379, "rediss": 6379, "mysql": 3306}


def probe_all(probes, limit):
    """All at once: a slow one does not keep the others waiting. Gives (problem, milliseconds) for each."""
    answers = [None] * len(probes)

    def probe(number):
        started = time.monotonic()
        problem = probes[number](limit)
        answers[number] = (problem, round(1000 * (time.monotonic() - started), 1))

    threads = [threading.Thread(target=probe, args=(number,), daemon=True) for number in range(len(probes))]
    for thread in threads:
        thread.start()
    # Whoever sends a byte now and then is never late for a single read, and late all the same.
    deadline = time.monotonic() + limit + 1
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [answer or (f"no answer within {limit:g} s", 1000 * limit) for answer in answers]


def parse_seconds(text):
    number, unit = re.fullmatch(r"([0-9.]+)(ms|s|m)", text).groups()
    return float(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]


def refuse_passwords(urls):
    """A parameter is in the repository and in reports."""
    for url in urls:
        if urllib.parse.urlsplit(url).password:
            shown = re.sub(r"://[^@]*@", "://…@", url)
            raise Refused(f"{shown} has a password in it, which everybody could read: take it out, and see `password_env`")


def http_probe(target):
    """`target`: `url`, and `status` and `json` (assertions on the body) where more is wanted than an answer below 400."""

    def probe(limit):
        import http.client
        import urllib.error
        import urllib.request

        class Stay(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_arguments):
                return None

        wanted = target.get("status")
        opener = urllib.request.build_opener(*([Stay] if wanted and 300 <= wanted < 400 else []))
        request = urllib.request.Request(target["url"], headers={"User-Agent": "runner"})
        try:
            try:
                response = opener.open(request, timeout=limit)
            except urllib.error.HTTPError as answer:
                response = answer
            with response:
                code = response.getcode()
                if code != wanted if wanted else code >= 400:
                    return f"it answers {code}" + (f" instead of {wanted}" if wanted else "")
                return wrong_body(response.read(MOST_BODY), target["json"]) if "json" in target else None
        except urllib.error.URLError as error:
            return describe(error.reason)
        except (OSError, ValueError, http.client.HTTPException) as error:
            return describe(error)

    return probe


def wrong_body(body, assertions):
    import json

    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return f"its body is no JSON: {body[:40].decode(errors='replace')!r}"
    problems = (wrong_value(parsed, assertion) for assertion in assertions)
    return next((problem for problem in problems if problem), None)


def wrong_value(value, assertion):
    path = assertion["path"]
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return f"its body has no {path}"
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    # Python takes True for 1.
    same = "equals" not in assertion or (value == assertion["equals"] and isinstance(value, bool) == isinstance(assertion["equals"], bool))
    if not same:
        return f"{path} is {shorten(value)}, not {shorten(assertion['equals'])}"
    if "above" in assertion and not (is_number and value > assertion["above"]):
        return f"{path} is {shorten(value)}, not above {assertion['above']}"
    if "below" in assertion and not (is_number and value < assertion["below"]):
        return f"{path} is {shorten(value)}, not below {assertion['below']}"
    return None


def shorten(value):
    import json

    return json.dumps(value)[:60]


def tcp_probe(address):
    host, _, port = address.rpartition(":")

    def probe(limit):
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=limit):
                return None
        # A name that cannot be one is no OSError.
        except (OSError, OverflowError, UnicodeError) as error:
            return describe(error)

    return probe


def database_probe(database):
    """`url`, without a password, and perhaps `password_env`: the name of the variable that has it."""
    url = urllib.parse.urlsplit(database["url"])
    name = database.get("password_env")
    if name and not os.environ.get(name):
        raise Refused(f"{database['url']}: there is no variable {name}: name it under the task's `secrets`")
    password = os.environ.get(name) if name else None
    look = {"redis": look_at_redis, "rediss": look_at_redis, "mysql": look_at_mysql}.get(url.scheme, look_at_postgres)

    def probe(limit):
        try:
            return look(url, password, limit)
        except (OSError, OverflowError, ValueError) as error:
            return describe(error)

    return probe


def connect(url, limit):
    return socket.create_connection((url.hostname or "localhost", url.port or FREQUENT[url.scheme]), timeout=limit)


def look_at_redis(url, password, limit):
    with connect(url, limit) as connection:
        if url.scheme == "rediss":
            import ssl

            connection = ssl.create_default_context().wrap_socket(connection, server_hostname=url.hostname)
        with connection, connection.makefile("rb") as answers:
            user = [urllib.parse.unquote(url.username)] if url.username else []
            for words in ([["AUTH", *user, password]] if password else []) + [["PING"]]:
                encoded = [word.encode() for word in words]
                message = b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
                connection.sendall(message)
                answer = answers.readline(1000).decode(errors="replace").strip()
                if not answer.startswith("+"):
                    return f"it refuses {words[0]}: {answer.lstrip('-') or 'it has hung up'}"
    return None


def look_at_mysql(url, _password, limit):
    """The server speaks first: a greeting (10), or why it does not want to talk (255)."""
    with connect(url, limit) as connection, connection.makefile("rb") as answers:
        head = answers.read(5)
        if len(head) < 5:
            return "it has hung up"
        if head[4] == 255:
            rest = answers.read(int.from_bytes(head[:3], "little") - 1)
            return f"it refuses: {rest[2:].decode(errors='replace')}"
        return None if head[4] == 10 else "it does not speak MySQL's protocol"


def look_at_postgres(url, password, limit):
    """A question by psql where that is installed; else that somebody accepts has to do."""
    import shutil

    if shutil.which("psql") is None:
        connect(url, limit).close()
        return None
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": str(max(2, int(limit)))}
    if password:
        environment["PGPASSWORD"] = password
    words = ["psql", "--no-psqlrc", "--no-password", "--tuples-only", "--no-align", "--command", "SELECT 1", "--dbname", url.geturl()]
    return run_probe(words, limit, environment)


def run_probe(words, limit, environment=None):
    try:
        done = run_in_time(words, limit, environment)
    except subprocess.TimeoutExpired:
        return f"{words[0]} has no answer within {limit:g} s"
    if done.returncode == 0:
        return None
    said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").replace("\n", " ")
    # Where it wanted to connect to is known.
    return "it refuses: " + re.sub(r"^psql: error: (connection to .*? failed: )?", "", said)[:200]


def describe(error):
    return str(getattr(error, "strerror", None) or error or type(error).__name__)[:200]
