"""What to do, by plain rules. Each says what it has seen, and what helps. The most urgent come first."""

from period_statistics import of_family

URGENT, SOON, LATER = 0, 1, 2
# A course of a few points, or of a few hours, leads nowhere.
LEAST_POINTS = 6
LEAST_DAYS = 1.0
FORESEE_DAYS = 30
LEAST_MEASUREMENTS = 12


def recommend(values, before, limits, measurements, records):
    found = [
        *full_disks(values, limits),
        *filling_disks(values, limits, records),
        *silent_ones(values, limits),
        *slow_ones(values, before, limits),
        *busy_host(values, limits),
        *busy_containers(values, limits),
        *projects(values, before),
        *few_measurements(measurements),
    ]
    found.sort(key=lambda one: one[0])
    return [{"rule": rule, "about": about, "text": text} for _, rule, about, text in found]


def full_disks(values, limits):
    for path, disk in of_family(values, "disk_percent").items():
        if disk["last"] > limits["disk"]:
            text = f"{path} is {disk['last']:g} % full, more than {limits['disk']:g}: free space (the actions cleanup and log-rotation do), or enlarge it"
            yield URGENT, "disk-full", path, text
    for path, disk in of_family(values, "disk_inode_percent").items():
        if disk["last"] > limits["disk"]:
            yield URGENT, "inodes-full", path, f"{path} has used {disk['last']:g} % of its inodes: remove folders with very many small files"


def filling_disks(values, limits, records):
    for path, disk in of_family(values, "disk_percent").items():
        days = days_until_full([(r["at"], r["values"][f"disk_percent {path}"]) for r in records if f"disk_percent {path}" in r["values"]])
        if days is not None and days < FORESEE_DAYS and disk["last"] <= limits["disk"]:
            text = f"{path} is {disk['last']:g} % full, and at this pace will be full in {days:.0f} days: find out what grows, and plan for more room"
            yield SOON, "disk-filling", path, text


def days_until_full(points):
    """By the straight line that is nearest to the points (least squares). None: it does not fill, or nobody can know."""
    if len(points) < LEAST_POINTS:
        return None
    first = points[0][0]
    days = [(at - first).total_seconds() / 86400 for at, _ in points]
    if days[-1] < LEAST_DAYS:
        return None
    mean_day, mean = sum(days) / len(days), sum(value for _, value in points) / len(points)
    spread = sum((day - mean_day) ** 2 for day in days)
    slope = sum((day - mean_day) * (value - mean) for day, (_, value) in zip(days, points)) / spread
    return (100 - points[-1][1]) / slope if slope > 0 else None


def silent_ones(values, limits):
    for name, looks in of_family(values, "up").items():
        percent = 100 * looks["mean"]
        if percent < limits["availability"]:
            text = f"{name} has answered {percent:.1f} % of {looks['count']} times, less than {limits['availability']:g}: see its log, and let service-watchdog restart it"
            yield URGENT, "silent", name, text


def slow_ones(values, before, limits):
    earlier = of_family(before, "response_ms")
    for name, times in of_family(values, "response_ms").items():
        if times["p95"] > limits["response_ms"]:
            text = f"{name} takes {times['p95']:.0f} ms (95 of 100 take less), more than {limits['response_ms']:g}: find what it waits for, at {times['highest_at']} UTC most of all"
            yield SOON, "slow", name, text
        elif name in earlier and times["mean"] > 1.2 * earlier[name]["mean"] and times["mean"] - earlier[name]["mean"] > 5:
            text = f"{name} takes {times['mean']:.0f} ms on average, {earlier[name]['mean']:.0f} before: look at what has changed since"
            yield LATER, "slower", name, text


def busy_host(values, limits):
    for what, rule, help_text in (
        ("cpu", "cpu-busy", "spread what runs then by `window` and `locks`, or add processors"),
        ("memory", "memory-short", "limit what takes most by `limits.memory`, or add memory"),
    ):
        for one in of_family(values, f"{what}_percent").values():
            if one["p95"] > limits[what]:
                text = f"{what} is at {one['p95']:g} % (95 of 100 are below), more than {limits[what]:g}, most at {one['highest_at']} UTC: {help_text}"
                yield SOON, rule, "", text
    for one in of_family(values, "swap_percent").values():
        if one["mean"] > 20:
            yield LATER, "swapping", "", f"{one['mean']:.0f} % of the swap is used on average: the host has too little memory for what it runs"


def busy_containers(values, limits):
    for name, one in of_family(values, "container_memory_percent").items():
        if one["p95"] > limits["memory"]:
            yield SOON, "container-memory", name, f"the container {name} uses {one['p95']:g} % of its memory: raise its limit, or find out what it keeps"


def projects(values, before):
    for name, one in of_family(values, "tests_failed").items():
        if one["last"] > 0:
            yield SOON, "tests-fail", name, f"{one['last']} tests of {name} fail: repair them before anything is built on it"
    for name, one in of_family(values, "vulnerabilities").items():
        if one["last"] > 0:
            yield SOON, "vulnerable", name, f"{name} has {one['last']} vulnerabilities: the action dependency-update brings what is repaired"
    earlier = of_family(before, "coverage_percent")
    for name, one in of_family(values, "coverage_percent").items():
        if name in earlier and one["last"] < earlier[name]["last"] - 1:
            text = f"coverage of {name} fell from {earlier[name]['last']:g} to {one['last']:g} %: test what was added"
            yield LATER, "coverage-fell", name, text


def few_measurements(count):
    if count < LEAST_MEASUREMENTS:
        yield LATER, "few-measurements", "", f"only {count} measurements: let metrics-collect run every ten minutes, or peaks are not seen"
