"""How well a period went, from 0 to 100: the mean of its parts, of which each has its own plain rule."""

from period_statistics import of_family

# Each per cent of looks without an answer costs ten points.
POINTS_FOR_SILENCE = 10


def score_parts(values, limits):
    parts = {
        "cpu": [headroom(one["p95"], limits["cpu"]) for one in of_family(values, "cpu_percent").values()],
        "memory": [headroom(one["p95"], limits["memory"]) for one in of_family(values, "memory_percent").values()],
        "disk": [headroom(one["last"], limits["disk"]) for one in of_family(values, "disk_percent").values()],
        "response": [quickness(one["p95"], limits["response_ms"]) for one in of_family(values, "response_ms").values()],
        "availability": [availability(one["mean"]) for one in of_family(values, "up").values()],
    }
    # The fullest disk is the one that counts: the others do not help it.
    parts["disk"] = [min(parts["disk"])] if parts["disk"] else []
    return {name: round(sum(scores) / len(scores), 1) for name, scores in parts.items() if scores}


def total_score(parts):
    return round(sum(parts.values()) / len(parts), 1) if parts else None


def headroom(percent, limit):
    """All up to the limit, nothing at 100 %."""
    if percent <= limit:
        return 100.0
    return max(0.0, 100 * (100 - percent) / (100 - limit)) if limit < 100 else 0.0


def quickness(ms, limit):
    """All up to the limit, half at twice as long."""
    return 100.0 if ms <= limit else 100 * limit / ms


def availability(share):
    return max(0.0, 100 - POINTS_FOR_SILENCE * 100 * (1 - share))
