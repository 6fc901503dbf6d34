"""Looks after a Redis server. Its data are not touched, and neither are settings, but for the time of a defragmentation."""

import datetime

from defragment import defragment
from redis_client import Redis
from runner_action import Action, Refused

# A connection's name goes with the connection: nothing is left in the server, however a run ends.
NAME = "runner-redis-maintenance"


def main(action):
    redis = Redis(action)
    if not action.dry_run:
        keep_others_out(redis)
    before = redis.info()
    action.data["server"] = {
        "version": before["redis_version"],
        "role": before["role"],
        "allocator": before["mem_allocator"],
    }
    action.data["defragmentation"] = defragment(action, redis)
    after = redis.info()
    tell_memory(action, before, after)
    tell_use(action, after)
    tell_slow(action, redis)
    problems = memory_problems(action, after) + persistence_problems(action, after) + replication_problems(after)
    conclude(action, redis, problems)


def keep_others_out(redis):
    own = redis.ask("CLIENT", "ID")
    redis.ask("CLIENT", "SETNAME", NAME)
    for line in redis.ask("CLIENT", "LIST").splitlines():
        client = dict(part.partition("=")[::2] for part in line.split(" "))
        if client.get("name") == NAME and client.get("id") != str(own):
            raise Refused(f"another run is at work on {redis.url}, from {client.get('addr')}: wait until it is done")


def tell_memory(action, before, after):
    freed = int(before["used_memory_rss"]) - int(after["used_memory_rss"])
    action.metrics.update(
        memory_bytes=int(after["used_memory"]),
        memory_percent=memory_percent(after),
        resident_bytes=int(after["used_memory_rss"]),
        space_freed_bytes=0 if action.dry_run else max(0, freed),
        fragmentation_ratio=float(after["mem_fragmentation_ratio"]),
    )
    if freed > 0 and not action.dry_run and action.params["defragment"]:
        action.change("custom", what="memory given back", bytes=freed)


def memory_percent(info):
    most = int(info["maxmemory"]) or int(info["total_system_memory"])
    return round(100 * int(info["used_memory"]) / most, 1)


def tell_use(action, info):
    found, missed = int(info["keyspace_hits"]), int(info["keyspace_misses"])
    databases = [value for name, value in info.items() if name[:2] == "db" and name[2:].isdigit()]
    action.metrics.update(
        keys=sum(int(value.partition("keys=")[2].partition(",")[0]) for value in databases),
        clients=int(info["connected_clients"]),
        evicted_keys=int(info["evicted_keys"]),
        hit_percent=round(100 * found / (found + missed), 1) if found + missed else 0,
        unsaved_changes=int(info["rdb_changes_since_last_save"]),
    )


def tell_slow(action, redis):
    action.metrics["slow_log_entries"] = redis.ask("SLOWLOG", "LEN")
    entries = sorted(redis.ask("SLOWLOG", "GET", "128"), key=lambda entry: -entry[2])[:10]
    action.data["slow"] = [
        {"command": entry[3][0].upper()[:40], "ms": round(entry[2] / 1000, 3), "at": moment(entry[1])} for entry in entries
    ]
    for slow in action.data["slow"]:
        action.say(f"slow: {slow['command']} took {slow['ms']} ms at {slow['at']}")


def moment(seconds):
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def memory_problems(action, info):
    percent = memory_percent(info)
    limit = action.params["memory_threshold_percent"]
    if percent <= limit:
        return []
    of = "maxmemory" if info["maxmemory"] != "0" else "the machine's memory"
    return [f"{percent} % of {of} is used, more than {limit} %: raise it, let keys expire, or choose an eviction policy"]


def persistence_problems(action, info):
    has_log = info["aof_enabled"] == "1"
    written = info["aof_last_write_status"], info["aof_last_bgrewrite_status"]
    action.data["persistence"] = {
        "last_snapshot": moment(info["rdb_last_save_time"]),
        "snapshot_status": info["rdb_last_bgsave_status"],
        "append_only": has_log,
        "append_only_status": "ok" if set(written) == {"ok"} else "err",
    }
    problems = []
    if info["rdb_last_bgsave_status"] != "ok":
        problems.append("the last snapshot could not be written: look at the server's log, and at the room on its disk")
    if has_log and set(written) != {"ok"}:
        problems.append("the append-only file could not be written: look at the server's log, and at the room on its disk")
    return problems


def replication_problems(info):
    if info["role"] == "slave" and info["master_link_status"] != "up":
        return [f"its master {info['master_host']}:{info['master_port']} cannot be reached"]
    return []


def conclude(action, redis, problems):
    metrics = action.metrics
    state = f"{metrics['memory_percent']} % of memory used, fragmentation {metrics['fragmentation_ratio']}"
    if problems:
        action.data["problems"] = problems
        action.fail(f"{redis.url}: {state}; {'; '.join(problems)}")
    else:
        action.summary = f"{redis.url}: {state}, {metrics['slow_log_entries']} slow commands"


Action.run(main)
