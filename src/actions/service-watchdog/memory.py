"""What a watchdog knows of its targets from earlier runs: failures in a row, restarts, and how often each has worked."""

import json
import os
import time

from whole_file import write_whole

HOUR = 3600
# Looks are counted by the hour, for so many hours.
HOURS_KEPT = 7 * 24


class Memory:
    def __init__(self, action, folder):
        self._action = action
        self._path = os.path.join(folder, "watchdog.json")
        self._now = time.time()
        self._targets = self._read()

    def _read(self):
        try:
            with open(self._path, encoding="utf-8") as file:
                known = json.load(file)
            return {name: as_known(about) for name, about in known.items()}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError, AttributeError):
            self._action.warn(f"{self._path} cannot be read, so that earlier failures and restarts are not known")
            return {}

    def save(self):
        """A restart that could not be remembered would be done for ever: whoever cannot save does not restart."""
        if self._action.dry_run:
            return
        write_whole(self._path, json.dumps(self._targets), 0o600)

    def saw(self, name, is_up):
        about = self._targets.setdefault(name, {"failures": 0, "restarts": [], "hours": []})
        about["failures"] = 0 if is_up else about["failures"] + 1
        # A clock that was set back would keep what is in the future for ever.
        about["restarts"] = [at for at in about["restarts"] if 0 <= self._now - at < HOUR]
        hour = int(self._now // HOUR)
        hours = [row for row in about["hours"] if 0 <= hour - row[0] < HOURS_KEPT]
        if not hours or hours[-1][0] != hour:
            hours.append([hour, 0, 0])
        hours[-1][1] += 1
        hours[-1][2] += 1 if is_up else 0
        about["hours"] = hours

    def restarting(self, name):
        self._targets[name]["restarts"].append(self._now)

    def worked_again(self, name):
        self._targets[name]["failures"] = 0

    def forget_all_but(self, names):
        self._targets = {name: self._targets[name] for name in names}

    def failures(self, name):
        return self._targets[name]["failures"]

    def restarts_last_hour(self, name):
        return len(self._targets[name]["restarts"])

    def uptime_percent(self, name):
        hours = self._targets[name]["hours"]
        return round(100 * sum(row[2] for row in hours) / sum(row[1] for row in hours), 2)


def as_known(about):
    """As written, or an error."""
    return {
        "failures": int(about["failures"]),
        "restarts": [float(at) for at in about["restarts"]],
        "hours": [[int(hour), int(looks), int(ups)] for hour, looks, ups in about["hours"]],
    }
