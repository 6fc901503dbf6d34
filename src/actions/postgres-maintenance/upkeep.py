"""Vacuum, analyze and reindex, of what is due. What cannot be done keeps nothing else from it."""

import json
import os
import time

from runner_action import Refused

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
    done = 0
    foreign = []
    for table in database.rows(OF_TABLES):
        reason = reason_to_vacuum(table, action.params["vacuum_threshold_days"])
        if reason and not table["ours"]:
            foreign.append(table["name"])
        elif reason:
            action.would(f"vacuum and analyze {table['name']}: {reason}")
            done += attempt(action, database, problems, f"vacuum (analyze) {table['name']}", what="vacuumed", table=table["name"])
    if foreign:
        problems.append(f"not the owner of {', '.join(foreign[:5])}: let the owner of the database do it, or a superuser")
    action.metrics["tables_vacuumed"] = done


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
    except Refused as refused:
        if "no connection" in str(refused):
            raise
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
        self.key = action.params["dsn"]
        self.all = {}
        if os.path.exists(self.path):
            with open(self.path, encoding="utf-8") as file:
                self.all = json.load(file)
        self.times = self.all.setdefault(self.key, {})

    def is_due(self, index, threshold_days):
        return time.time() - self.times.get(index, 0) >= threshold_days * 86400

    def note(self, index):
        self.times[index] = int(time.time())
        with open(f"{self.path}.new", "w", encoding="utf-8") as file:
            json.dump(self.all, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f"{self.path}.new", self.path)
