"""A dump that is read back before it counts, and the removal of old ones."""

import datetime
import os
import re

from runner_action import Refused

OF_TABLES = """select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
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


def dump(action, database):
    folder = check_folder(action)
    name = re.sub(r"[^A-Za-z0-9._-]", "_", database.name)
    taken = datetime.datetime.now(datetime.timezone.utc)
    path = os.path.join(folder, f"{name}-{taken:%Y%m%dT%H%M%SZ}.dump")
    action.would(f"dump {database.name} to {path}")
    if not action.dry_run:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        tables = database.rows(OF_TABLES)
        unfinished = f"{path}.{os.getpid()}.unfinished"
        # Before pg_dump makes it, for nobody else to read it in between.
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            write(action, database, unfinished)
            entries = verify(action, database, unfinished, tables)
            os.replace(unfinished, path)
        finally:
            if os.path.exists(unfinished):
                os.unlink(unfinished)
        action.change("file-created", path=path)
        action.artifact(path)
        action.metrics["backup_bytes"] = os.path.getsize(path)
        action.data["backup"] = {"path": path, "entries": entries, "tables": len(tables)}
    prune(action, folder, name, taken)


def write(action, database, path):
    timeout = action.params["lock_timeout"]
    action.command(
        ["pg_dump", "-w", "-Fc", f"--lock-wait-timeout={timeout}", "-f", path, "-d", database.dsn], env=database.environment
    )


def verify(action, database, path, tables):
    """Its list has every table, and all of it can be read. Gives the number of entries."""
    lines = [line for line in action.command(["pg_restore", "--list", path]).splitlines() if line and line[0] != ";"]
    text = "\n".join(lines)
    gone = [table for table in tables if f" TABLE {table['schema']} {table['name']} " not in text]
    still_there = {(table["schema"], table["name"]) for table in (database.rows(OF_TABLES) if gone else [])}
    missing = [f"{table['schema']}.{table['name']}" for table in gone if (table["schema"], table["name"]) in still_there]
    if missing:
        raise Refused(f"the dump does not have {', '.join(missing[:5])}: it is not kept; look at what the user may read")
    action.command(["pg_restore", "--file", os.devnull, path])
    return len(lines)


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
