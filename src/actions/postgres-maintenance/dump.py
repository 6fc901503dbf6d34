"""A dump that is read back before it counts, and the removal of old ones."""

import contextlib
import datetime
import os
import re
import urllib.parse

from only_one import only_one
from runner_action import Refused

# `entry`: what pg_restore's list has of it, which is in the database's encoding.
OF_TABLES = """select format('%I.%I', n.nspname, c.relname) as name,
    encode(convert_to(format(' TABLE %s %s ', n.nspname, c.relname), getdatabaseencoding()), 'hex') as entry from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')"""


def check_folder(action):
    """Gives the folder; it may be missing, what it is in may not."""
    folder = action.path(action.params["backup_dir"])
    parent = folder if os.path.lexists(folder) else os.path.dirname(folder)
    if not os.path.isdir(parent):
        raise Refused(f"{parent} is not a folder: correct backup_dir, or make it")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise Refused(f"not allowed to write in {parent}: run the task as a user who may, or choose another backup_dir")
    return folder


def check_version(action, database):
    """A pg_dump that is older than the server refuses it (its manual says so), and does so too late."""
    printed = action.command(["pg_dump", "--version"])
    own, servers = int(re.search(r"\d+", printed).group()), database.number // 10000
    if own < servers:
        raise Refused(
            f"pg_dump is of PostgreSQL {own}, and the server of {servers}: install postgresql-client-{servers} (Fedora: postgresql)"
        )


def dump(action, database):
    folder = check_folder(action)
    # Two that are not the same never are so in a name of a file either: old dumps are found by it.
    name = urllib.parse.quote(database.name, safe="")
    taken = datetime.datetime.now(datetime.timezone.utc)
    path = os.path.join(folder, f"{name}-{taken:%Y%m%dT%H%M%SZ}.dump")
    remove_unfinished(action, folder, name)
    action.would(f"dump {database.name} to {path}")
    if not action.dry_run:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        keep_dump(action, database, path)
    prune(action, folder, name, taken)


def keep_dump(action, database, path):
    tables = database.rows(OF_TABLES)
    unfinished = f"{path}.unfinished"
    # It is made before pg_dump writes to it, for nobody else to read it in between.
    with only_one(unfinished, f"another run writes {unfinished}: wait until it is done"):
        try:
            write(action, database, unfinished)
            entries = verify(action, database, unfinished, tables)
            os.replace(unfinished, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(unfinished)
    action.change("file-created", path=path)
    action.artifact(path)
    action.metrics["backup_bytes"] = os.path.getsize(path)
    action.data["backup"] = {"path": path, "entries": entries, "tables": len(tables)}


def remove_unfinished(action, folder, name):
    """What a run that was killed has left. Whoever still writes holds a lock on it."""
    pattern = re.compile(re.escape(name) + r"-\d{8}T\d{6}Z\.dump\.unfinished")
    for file in filter(pattern.fullmatch, sorted(os.listdir(folder)) if os.path.isdir(folder) else []):
        path = os.path.join(folder, file)
        with contextlib.suppress(Refused), only_one(path, "it is being written"):
            action.would(f"remove {path}, which a run that was killed has left")
            if not action.dry_run:
                os.unlink(path)
                action.change("file-deleted", path=path)


def write(action, database, path):
    timeout = action.params["lock_timeout"]
    action.command(
        ["pg_dump", "-w", "-Fc", f"--lock-wait-timeout={timeout}", "-f", path, "-d", database.dsn], env=database.environment
    )


def verify(action, database, path, tables):
    """Its list has every table, and all of it can be read. Gives the number of entries."""
    lines = [line for line in action.command(["pg_restore", "--list", path]).splitlines() if line and line[0] != ";"]
    text = "\n".join(lines)
    gone = [table["name"] for table in tables if as_listed(table["entry"]) not in text]
    still_there = {table["name"] for table in (database.rows(OF_TABLES) if gone else [])}
    missing = [name for name in gone if name in still_there]
    if missing:
        raise Refused(f"the dump does not have {', '.join(missing[:5])}: it is not kept; look at what the user may read")
    action.command(["pg_restore", "--file", os.devnull, path])
    return len(lines)


def as_listed(entry):
    """As the list is read by `command`. pg_restore puts blanks in place of line ends."""
    return re.sub(r"[\r\n]", " ", bytes.fromhex(entry).decode("utf-8", "replace"))


def prune(action, folder, name, taken):
    """Never the newest, whatever its age."""
    if not os.path.isdir(folder):
        return
    pattern = re.compile(re.escape(name) + r"-(\d{8}T\d{6}Z)\.dump")
    dumps = sorted((match.group(1), match.group(0)) for match in map(pattern.fullmatch, os.listdir(folder)) if match)
    oldest = f"{taken - datetime.timedelta(days=action.params['backup_retention_days']):%Y%m%dT%H%M%SZ}"
    old = [file for when, file in dumps[:-1] if when < oldest]
    for file in old:
        path = os.path.join(folder, file)
        action.would(f"remove {path}")
        if not action.dry_run:
            os.unlink(path)
            action.change("file-deleted", path=path)
    action.metrics["backups_removed"] = 0 if action.dry_run else len(old)
