"""What became of each value in a period, and how that compares with the one before."""

import math

# Counters and sizes: their course says nothing about how things went.
NO_COURSE = {
    "network_receive_bytes",
    "network_transmit_bytes",
    "disk_read_bytes",
    "disk_written_bytes",
    "memory_total_bytes",
    "disk_size_bytes",
}
LESS_IS_BETTER = {
    "cpu_percent",
    "memory_percent",
    "swap_percent",
    "disk_percent",
    "disk_inode_percent",
    "load_1m",
    "load_5m",
    "load_15m",
    "response_ms",
    "container_cpu_percent",
    "container_memory_percent",
    "tests_failed",
    "tests_seconds",
    "vulnerabilities",
}
MORE_IS_BETTER = {"up", "coverage_percent", "disk_free_bytes"}
# Less than that is chance.
LEAST_CHANGE_PERCENT = 5
LEAST_CHANGE = {"percent": 1.0, "ms": 2.0, "load": 0.2}


def describe_values(records):
    """By name: count, mean, min, max, 95 of 100, the last one, when the highest was, and all of them as points."""
    points = {}
    for record in records:
        for name, value in record["values"].items():
            if family(name) not in NO_COURSE:
                points.setdefault(name, []).append((record["at"], value))
    return {name: describe_points(points[name]) for name in sorted(points)}


def describe_points(points):
    values = sorted(value for _, value in points)
    highest_at = max(points, key=lambda point: point[1])[0]
    return {
        "count": len(values),
        "mean": shorten(sum(values) / len(values)),
        "min": values[0],
        "max": values[-1],
        # The nearest rank: a value that was there.
        "p95": values[math.ceil(0.95 * len(values)) - 1],
        "last": points[-1][1],
        "highest_at": highest_at.strftime("%Y-%m-%d %H:%M"),
        "points": points,
    }


def describe_trends(values, before):
    """The largest changes first. better and worse are only said of what has a good direction."""
    trends = [describe_trend(name, values[name]["mean"], before[name]["mean"]) for name in values if name in before]
    order = {"worse": 0, "better": 1, "up": 2, "down": 2, "same": 3}
    return sorted(trends, key=lambda trend: (order[trend["trend"]], -abs(trend["change_percent"] or 1e9), trend["name"]))


def describe_trend(name, now, then):
    change = None if then == 0 else round(100 * (now - then) / abs(then), 1)
    return {"name": name, "before": then, "now": now, "change_percent": change, "trend": judge(name, now, then, change)}


def judge(name, now, then, change):
    least = next((least for end, least in LEAST_CHANGE.items() if end in family(name)), 0)
    if now == then or abs(now - then) < least or (change is not None and abs(change) < least_change_percent(name)):
        return "same"
    if family(name) in LESS_IS_BETTER:
        return "better" if now < then else "worse"
    if family(name) in MORE_IS_BETTER:
        return "better" if now > then else "worse"
    return "up" if now > then else "down"


def least_change_percent(name):
    """Of a hundred looks one without an answer is a change already, and so is one per cent of coverage."""
    return 0.5 if family(name) in ("up", "coverage_percent") else LEAST_CHANGE_PERCENT


def family(name):
    return name.partition(" ")[0]


def about(name):
    return name.partition(" ")[2]


def of_family(values, wanted):
    return {about(name): value for name, value in values.items() if family(name) == wanted}


def shorten(number):
    return round(number, 3)
