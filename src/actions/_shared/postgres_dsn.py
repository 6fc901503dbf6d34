"""A connection string of PostgreSQL as variables for libpq, so that no password stands among a program's arguments."""

import shlex
import urllib.parse

from runner_action import Refused

# PostgreSQL's documentation, "Environment Variables" of libpq.
VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}


def libpq_variables(dsn):
    """`postgresql://user:password@host:port/name?sslmode=…` or `host=… user=…`."""
    pairs = _of_url(dsn) if dsn.startswith(("postgresql://", "postgres://")) else _of_pairs(dsn)
    unknown = sorted(set(pairs) - set(VARIABLES))
    if unknown:
        raise Refused(f"`dsn` has {', '.join(unknown)}, which cannot be passed on: leave it out")
    return {VARIABLES[name]: value for name, value in pairs.items() if value}


def _of_url(dsn):
    rest, _, query = dsn.partition("://")[2].partition("?")
    place, _, name = rest.partition("/")
    who, _, where = place.rpartition("@")
    user, _, password = who.partition(":")
    host, port = (where, "") if where.endswith("]") or ":" not in where else where.rsplit(":", 1)
    pairs = {"user": user, "password": password, "host": host.strip("[]"), "port": port, "dbname": name}
    decoded = {key: urllib.parse.unquote(value) for key, value in pairs.items()}
    return {**decoded, **dict(urllib.parse.parse_qsl(query))}


def _of_pairs(dsn):
    try:
        words = [word.partition("=") for word in shlex.split(dsn)]
    except ValueError:
        words = [("", "", "")]
    if any(equals != "=" for _, equals, _ in words):
        raise Refused("`dsn` is no connection string: write postgresql://USER@HOST:PORT/NAME or host=… user=…")
    return {name: value for name, _, value in words}
