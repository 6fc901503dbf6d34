"""What came of looking at one thing."""

OK, OVER, FAILED = "ok", "over", "failed"
MOST_TEXT = 160


class Check:
    """`ms`: how long it took to answer, where it is somebody who answers."""

    def __init__(self, kind, name, state, says, ms=None):
        self.kind = kind
        self.name = name
        self.state = state
        self.says = says
        self.ms = ms

    def as_data(self):
        data = {"kind": self.kind, "name": self.name[:MOST_TEXT], "state": self.state, "says": self.says[:MOST_TEXT]}
        return data if self.ms is None else {**data, "ms": self.ms}
