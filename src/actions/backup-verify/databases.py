"""Restores dumps of pg_dump into databases of their own, which are removed afterwards."""

import gzip
import os
import re
import secrets
import subprocess
import zlib

from backup_files import count_text
from checks import undisturbed
from postgres_dsn import libpq_variables
from runner_action import Refused

CUSTOM = b"PGDMP"
PLAIN = b"--\n-- PostgreSQL database dump\n"
CLUSTER = b"--\n-- PostgreSQL database cluster dump\n"
ENDINGS = (".dump", ".pgdump", ".backup", ".sql", ".dump.gz", ".sql.gz")
# Commands to psql itself, of which some leave for another database or for a shell. These are harmless.
ALLOWED = re.compile(rb"\\(restrict|unrestrict) [A-Za-z0-9]+\s*$")
COPY = re.compile(rb"COPY .* FROM stdin;\s*$", re.IGNORECASE)
# Of a restore that was ended the server may not know yet.
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"


def find_dumps(paths):
    """Those of `paths` which are dumps, with their kind."""
    for path in paths:
        if path.lower().endswith(ENDINGS) and os.path.isfile(path) and not os.path.islink(path):
            start = read_start(path)
            for kind, magic in (("custom", CUSTOM), ("plain", PLAIN), ("cluster", CLUSTER)):
                if start.startswith(magic):
                    yield path, kind


def read_start(path):
    try:
        with open_dump(path) as file:
            return file.read(len(CLUSTER))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return b""


def open_dump(path):
    return gzip.open(path, "rb") if path.endswith(".gz") else open(path, "rb")


class Server:
    def __init__(self, action, checks):
        self._action = action
        self._checks = checks
        self._env = libpq_variables(action.params["dsn"]) if "dsn" in action.params else {}
        self._env.setdefault("PGDATABASE", "postgres")
        self._env.setdefault("PGCONNECT_TIMEOUT", "10")
        for tool in ("psql", "pg_restore"):
            action.need_tool(tool, "postgresql-client")

    def restore(self, subject, path, kind):
        name = os.path.basename(path)
        if kind == "cluster":
            self._action.warn(f"{name} is of pg_dumpall, which leads into the databases it is of: it was not restored")
            return
        try:
            tables = self._try(path, kind)
        except (Refused, EOFError, zlib.error, OSError) as problem:
            self._checks.failed(subject, "database", f"{name} cannot be restored: {problem}")
            return
        self._action.metrics["databases_restored"] += 1
        self._checks.passed(subject, "database", f"{name} was restored, with {count_text(tables, 'table')}")

    def _try(self, path, kind):
        if kind == "plain":
            check_plain(path)
        scratch = f"runner_verify_{secrets.token_hex(6)}"
        self._query(f'CREATE DATABASE "{scratch}" TEMPLATE template0')
        try:
            self._load(path, kind, {**self._env, "PGDATABASE": scratch})
            return int(self._query(TABLES, PGDATABASE=scratch))
        finally:
            with undisturbed():
                self._query(TERMINATE.format(scratch), f'DROP DATABASE "{scratch}"')

    def _load(self, path, kind, env):
        if kind == "custom":
            words = ["pg_restore", "--no-password", "--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={env['PGDATABASE']}"]
        else:
            words = ["psql", *QUIET, "-f", "-"]
        if not path.endswith(".gz"):
            with open(path, "rb") as file:
                self._action.command(words, env=env, stdin=file)
            return
        unpacker = subprocess.Popen(["gzip", "-d", "-c", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            self._action.command(words, env=env, stdin=unpacker.stdout)
            if unpacker.wait() != 0:
                raise Refused("gzip finds that it is damaged")
        finally:
            unpacker.kill()
            unpacker.wait()
            unpacker.stdout.close()

    def _query(self, *texts, **env):
        commands = [word for text in texts for word in ("-c", text)]
        return self._action.command(["psql", *QUIET, "-At", *commands], env={**self._env, **env})


QUIET = ["--no-psqlrc", "--no-password", "--quiet", "-v", "ON_ERROR_STOP=1"]


def check_plain(path):
    """A dump made with --create leads into the very database that it is of."""
    copying = False
    with open_dump(path) as lines:
        for number, line in enumerate(lines, 1):
            if copying:
                copying = line.rstrip() != b"\\."
            elif COPY.match(line):
                copying = True
            elif line.lstrip().startswith(b"\\") and not ALLOWED.match(line):
                what = line.strip()[:40].decode(errors="replace")
                raise Refused(f"line {number} is a command to psql ({what}): make the dump without --create, or with -Fc")
