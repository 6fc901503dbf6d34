"""Which limits were passed."""


def find_alerts(action, values):
    limits = action.params["thresholds"]
    return [text for name, value in values.items() for text in judge(name, value, limits)]


def judge(name, value, limits):
    kind, _, about = name.partition(" ")
    if kind in ("cpu_percent", "memory_percent", "disk_percent"):
        what = kind[: -len("_percent")]
        if value > limits[what]:
            yield f"{what}{about and ' ' + about} is at {value:g} %, more than {limits[what]:g}"
    if kind == "tests_failed" and value > limits["failed_tests"]:
        yield f"{value} tests of {about} fail"
    if kind == "vulnerabilities" and value > limits["vulnerabilities"]:
        yield f"{about} has {value} vulnerabilities"
    if kind == "coverage_percent" and value < limits.get("coverage", 0):
        yield f"coverage of {about} is {value:g} %, less than {limits['coverage']:g}"
