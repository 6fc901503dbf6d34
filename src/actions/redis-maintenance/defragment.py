"""Gives free memory back, and lets the server move its data together for a while."""

import os
import time

from redis_client import Redis, RedisError
from whole_file import write_whole

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
        switch = Switch(action, redis)
        switch.turn_on()
    except (RedisError, IndexError, OSError) as error:
        action.warn(f"no active defragmentation: {error}")
        return "not possible"
    try:
        return wait(redis, int(action.params["defragment_timeout"][:-1]))
    finally:
        switch.put_back()


class Switch:
    """The server's setting, and a file that tells the next run that it was not on before, should this one be killed."""

    def __init__(self, action, redis):
        self._action = action
        self._redis = redis
        self._path = os.path.join(action.state_dir(), "turned-on")

    def turn_on(self):
        is_on = self._redis.call("CONFIG", "GET", "activedefrag")[1] != "no"
        self._is_ours = not is_on or self._was_ours()
        if not is_on:
            write_whole(self._path, self._redis.url, 0o600)
            try:
                self._redis.call("CONFIG", "SET", "activedefrag", "yes")
            except RedisError:
                # Else the next run would turn off what somebody turns on until then.
                os.unlink(self._path)
                raise

    def put_back(self):
        if self._is_ours:
            # By a connection of its own: on the other an answer may be on its way.
            again = Redis(self._action)
            again.ask("CONFIG", "SET", "activedefrag", "no")
            again.close()
            os.unlink(self._path)

    def _was_ours(self):
        try:
            with open(self._path, encoding="utf-8", errors="replace") as file:
                return file.read() == self._redis.url
        except FileNotFoundError:
            return False


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
