"""Vacuum, analyze and reindex, of what is due. What cannot be done keeps nothing else from it."""

import json
import os
import time

from database import NoConnection
from runner_action import Refused
from whole_file import write_whole

# A fifth of a table of some size: what autovacuum takes by default.
DEAD_SHARE = 0.2
DEAD_LEAST = 1000

USERS = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and {relation}.relpersistence <> 't'"
OF_TABLES = f"""select format('%I.%I', n.nspname, c.relname) as name, c.relpages::bigint * 8192 as bytes,
    coalesce(s.n_live_tup, 0) as live, coalesce(s.n_dead_tup, 0) as dead,
    pg_has_role(c.relowner, 'USAGE') or (select pg_has_role(datdba, 'USAGE') from pg_database where datname = current_database()) as ours,
    extract(epoch from now() - greatest(s.last_vacuum, s.last_autovacuum)) / 86400 as vacuumed_days,
    extract(epoch from now() - greatest(s.last_analyze, s.last_autoanalyze)) / 86400 as analyzed_days
    from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_stat_all_tables s on s.relid = c.oid
    where c.relkind in ('r', 'm') and {USERS.format(relation="c")} order by c.relpages desc, 1"""
# What excludes cannot be built anew beside itself.
OF_INDEXES = f"""select format('%I.%I', n.nspname, c.relname) as name, pg_has_role(t.relowner, 'USAGE') as ours, i.indisvalid as valid,
    c.relname ~ '_cc(new|old)[0-9]*$' as left_over
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'i' and not i.indisexclusion and {USERS.format(relation="t")} order by 1"""


def vacuum(action, database, problems):
    action.metrics["tables_vacuumed"] = 0
    foreign = []
    for table in database.rows(OF_TABLES):
        reason = reason_to_vacuum(table, action.params["vacuum_threshold_days"])
        if reason and not table["ours"]:
            foreign.append(table["name"])
        elif reason:
            action.would(f"vacuum and analyze {table['name']}: {reason}")
            is_done = attempt(action, database, problems, f"vacuum (analyze) {table['name']}", what="vacuumed", table=table["name"])
            action.metrics["tables_vacuumed"] += is_done
    if foreign:
        problems.append(f"not the owner of {', '.join(foreign[:5])}: let the owner of the database do it, or a superuser")


def reason_to_vacuum(table, threshold_days):
    for what in ("vacuumed", "analyzed"):
        days = table[f"{what}_days"]
        if days is None:
            return f"it was never {what}"
        if days >= threshold_days:
            return f"it was {what} {days:.0f} days ago"
    if table["dead"] >= DEAD_LEAST and table["dead"] >= DEAD_SHARE * (table["live"] + table["dead"]):
        return f"{table['dead']} of its rows are dead"
    return None


def reindex(action, database, problems):
    action.metrics["indexes_reindexed"] = 0
    if database.number < 120000:
        action.warn(f"PostgreSQL {database.version} cannot reindex without keeping writers out: left out")
        return
    memory = Memory(action)
    indexes = [index for index in database.rows(OF_INDEXES) if index["ours"]]
    memory.forget_all_but([index["name"] for index in indexes])
    drop_left_over(action, database, problems, indexes)
    for index in indexes:
        if index["left_over"] or not memory.is_due(index["name"], action.params["reindex_threshold_days"]):
            continue
        action.would(f"reindex {index['name']}")
        is_done = attempt(
            action, database, problems, f"reindex index concurrently {index['name']}", what="reindexed", index=index["name"]
        )
        action.metrics["indexes_reindexed"] += is_done
        if is_done:
            memory.note(index["name"])
        elif not action.dry_run:
            drop_left_over(action, database, problems, database.rows(OF_INDEXES))


def drop_left_over(action, database, problems, indexes):
    """Of a reindexing that was broken off half an index remains, which every write has to keep up."""
    for index in indexes:
        if index["left_over"] and not index["valid"] and index["ours"]:
            action.would(f"drop {index['name']}, which an interrupted reindexing has left")
            attempt(action, database, problems, f"drop index concurrently {index['name']}", what="dropped", index=index["name"])


def attempt(action, database, problems, statement, **change):
    """True where it was done."""
    if action.dry_run:
        return False
    try:
        _, said = database.run(statement)
    except NoConnection:
        raise
    except Refused as refused:
        problems.append(f"{statement}: {refused}")
        action.say(f"error: {problems[-1]}")
        return False
    if "skipping" in said:
        problems.append(f"{statement}: {said}")
        return False
    action.change("custom", **change)
    return True


class Memory:
    """When this task has reindexed what: PostgreSQL does not say. Only in a run, for the folder to be there."""

    def __init__(self, action):
        self.path = os.path.join(action.state_dir(), "reindexed.json")
        self.all = self._read(action)
        self.times = self.all.setdefault(action.params["dsn"], {})

    def _read(self, action):
        try:
            with open(self.path, encoding="utf-8") as file:
                known = json.load(file)
            return {dsn: {index: int(at) for index, at in times.items()} for dsn, times in known.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, AttributeError):
            action.warn(f"{self.path} cannot be read: all indexes are built anew, as if it were the first time")
            return {}

    def is_due(self, index, threshold_days):
        return time.time() - self.times.get(index, 0) >= threshold_days * 86400

    def forget_all_but(self, indexes):
        for index in set(self.times) - set(indexes):
            del self.times[index]

    def note(self, index):
        self.times[index] = int(time.time())
        write_whole(self.path, json.dumps(self.all), 0o600)
