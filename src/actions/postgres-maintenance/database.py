"""A database, by way of psql. No password is ever among its arguments."""

import contextlib
import json
import os
import re
import signal
import subprocess

from runner_action import Refused

LOCK = "pg_try_advisory_lock(hashtext('runner postgres-maintenance'))"


class NoConnection(Refused):
    """Nothing else can be done."""


class Database:
    def __init__(self, action):
        self.dsn = action.params["dsn"]
        if re.search(r"\bpassword\s*=", self.dsn) or re.match(r"\w+://[^/@]*:[^/@]*@", self.dsn):
            raise Refused("`dsn` has a password, which everybody could read: pass it as `password`, or as the secret PGPASSWORD")
        self.options = f"-c lock_timeout={action.params['lock_timeout']}"
        self.environment = {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "PGCONNECT_TIMEOUT": os.environ.get("PGCONNECT_TIMEOUT", "10"),
            "PGAPPNAME": f"runner {action.task}",
        }
        if "password" in action.params:
            self.environment["PGPASSFILE"] = password_file(action)
            # It would go before the file.
            self.environment["PGPASSWORD"] = ""
        about = self.rows(
            "select current_database() as name, current_setting('server_version') as version,"
            " current_setting('server_version_num')::int as number"
        )[0]
        self.name = about["name"]
        self.version = about["version"]
        self.number = about["number"]
        if self.number >= 140000:
            # A statement whose psql is gone would go on to its end.
            self.options += " -c client_connection_check_interval=1s"

    def rows(self, query):
        text, _ = self.run(f"select coalesce(json_agg(found), '[]') from ({query}) found")
        return json.loads(text)

    def run(self, statement):
        """What it printed, and what the server had to say besides."""
        process = subprocess.Popen(
            [*self._psql(), "-c", statement], stdin=subprocess.DEVNULL, **self._piped(stderr=subprocess.PIPE)
        )
        try:
            printed, said = process.communicate()
        except BaseException:
            # psql tells the server to stop.
            process.send_signal(signal.SIGINT)
            process.communicate()
            raise
        if process.returncode == 2:
            raise no_connection(said)
        if process.returncode != 0:
            raise Refused(re.sub(r"^ERROR: +", "", " ".join(said.split()))[:400] or f"psql ended with {process.returncode}")
        return printed, said.strip()

    @contextlib.contextmanager
    def held(self):
        """Keeps other runs out of this database, on whatever host they are, for as long as this one's session lasts."""
        session = subprocess.Popen(self._psql(), stdin=subprocess.PIPE, **self._piped(stderr=subprocess.PIPE))
        try:
            # Where there is no connection, nobody reads it: that is told below.
            with contextlib.suppress(BrokenPipeError):
                session.stdin.write(f"select {LOCK};\n")
                session.stdin.flush()
            answer = session.stdout.readline().strip()
            if answer == "f":
                raise Refused(f"another run is at work in the database {self.name}: wait until it is done")
            if answer != "t":
                raise no_connection(session.stderr.read())
            yield
        finally:
            with contextlib.suppress(BrokenPipeError):
                session.stdin.close()
            session.stdout.read()
            session.wait()

    def _psql(self):
        return ["psql", "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-d", self.dsn]

    def _piped(self, **streams):
        environment = {
            **self.environment,
            "PGOPTIONS": f"{os.environ.get('PGOPTIONS', '')} {self.options}".strip(),
            # Else names come in whatever encoding the database has.
            "PGCLIENTENCODING": "UTF8",
        }
        return {"stdout": subprocess.PIPE, "encoding": "utf-8", "errors": "replace", "env": environment, **streams}


def no_connection(said):
    why = " ".join(said.split())[-400:]
    return NoConnection(f"no connection to the database ({why}): look whether it runs, and at `dsn` and the password")


def password_file(action):
    path = os.path.join(action.tmp, "pgpass")
    escaped = action.params["password"].replace("\\", "\\\\").replace(":", "\\:")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(f"*:*:*:*:{escaped}\n")
    return path
