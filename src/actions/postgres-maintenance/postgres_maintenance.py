"""Keeps a PostgreSQL database in order. The dump comes first, so that there is one of what was before."""

from database import Database
from dump import check_folder, check_version, dump
from runner_action import Action
from upkeep import OF_TABLES, reindex, vacuum

# numbackends is what every user may see.
OF_SERVER = """select (select sum(numbackends) from pg_stat_database) as connections,
    current_setting('max_connections')::int as most, pg_database_size(current_database()) as bytes,
    blks_hit as hit, blks_hit + blks_read as blocks,
    (select age(datfrozenxid) from pg_database where datname = current_database()) as xid_age
    from pg_stat_database where datname = current_database()"""


def main(action):
    action.need_tool("psql", "postgresql-client (Fedora: postgresql)")
    if "backup_dir" in action.params:
        action.need_tool("pg_dump", "postgresql-client (Fedora: postgresql)")
        check_folder(action)
    database = Database(action)
    action.data["database"] = database.name
    action.data["server_version"] = database.version
    if "backup_dir" in action.params:
        check_version(action, database)
    before = database.rows(OF_SERVER)[0]
    problems = []
    if action.dry_run:
        maintain(action, database, problems)
    else:
        with database.held():
            maintain(action, database, problems)
    tell_state(action, database, before)
    limit = action.params["max_connection_percent"]
    if action.metrics["connection_percent"] > limit:
        problems.append(
            f"{before['connections']} of {before['most']} connections are in use, more than {limit} %:"
            " raise max_connections, or use a pooler"
        )
    conclude(action, database, problems)


def maintain(action, database, problems):
    if "backup_dir" in action.params:
        dump(action, database)
    vacuum(action, database, problems)
    reindex(action, database, problems)


def tell_state(action, database, before):
    after = database.rows(OF_SERVER)[0]
    tables = database.rows(OF_TABLES)
    dead = sum(table["dead"] for table in tables)
    action.metrics.update(
        database_bytes=after["bytes"],
        space_freed_bytes=max(0, before["bytes"] - after["bytes"]),
        connections=before["connections"],
        connection_percent=share(before["connections"], before["most"]),
        cache_hit_percent=share(after["hit"], after["blocks"]),
        dead_percent=share(dead, dead + sum(table["live"] for table in tables)),
        xid_age=after["xid_age"],
    )
    action.data["largest_tables"] = [
        {"table": table["name"], "bytes": table["bytes"], "dead_percent": share(table["dead"], table["live"] + table["dead"])}
        for table in tables[:10]
    ]


def share(part, whole):
    return round(100 * part / whole, 1) if whole else 0


def conclude(action, database, problems):
    metrics = action.metrics
    kept = ", a dump verified" if "backup" in action.data else ""
    done = f"{metrics['tables_vacuumed']} tables vacuumed, {metrics['indexes_reindexed']} indexes built anew{kept}"
    if problems:
        action.data["problems"] = problems[:50]
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        action.fail(f"{database.name}: {done}; {problems[0]}{more}")
    elif action.dry_run:
        action.summary = f"{database.name} was looked at; nothing was done"
    else:
        action.summary = f"{database.name}: {done}"


Action.run(main)
