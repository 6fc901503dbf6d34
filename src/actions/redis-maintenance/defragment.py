"""Gives free memory back, and lets the server move its data together for a while."""

import time

from redis_client import Redis, RedisError

# Its timer looks once a second at the latest whether there is something to do.
IDLE_SECONDS = 2.5


def defragment(action, redis):
    """Gives how it went, as data.defragmentation has it."""
    if not action.params["defragment"]:
        return "not asked for"
    action.would("give free pages back to the system, and turn active defragmentation on until it has nothing to do")
    if action.dry_run:
        return "not asked for"
    try:
        redis.call("MEMORY", "PURGE")
    except RedisError as error:
        action.warn(f"free pages stay with the server: {error}")
    try:
        before = redis.call("CONFIG", "GET", "activedefrag")[1]
        if before == "no":
            redis.call("CONFIG", "SET", "activedefrag", "yes")
    except (RedisError, IndexError) as error:
        action.warn(f"no active defragmentation: {error}")
        return "not possible"
    try:
        return wait(redis, int(action.params["defragment_timeout"][:-1]))
    finally:
        if before == "no":
            # By a connection of its own: on the other an answer may be on its way.
            again = Redis(action)
            again.ask("CONFIG", "SET", "activedefrag", "no")
            again.close()


def wait(redis, seconds):
    started = time.monotonic()
    last_busy = None
    while True:
        if redis.info().get("active_defrag_running", "0") != "0":
            last_busy = time.monotonic()
        idle = time.monotonic() - (last_busy or started)
        if idle >= IDLE_SECONDS:
            return "not needed" if last_busy is None else "done"
        if time.monotonic() - started >= seconds:
            return "goes on"
        time.sleep(0.25)
