"""A chart as SVG: a line for each thing, time from left to right. Colours are the page's, so that they fit light and dark."""

from html import escape

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 10, 24
# So many pixels: more points than that nobody sees.
MOST_POINTS = 160
MOST_LINES = 6


def render_chart(title, unit, series, since, until, limit=None):
    """`series`: points by name. `limit` is drawn as a dashed line."""
    shown = dict(sorted(series.items(), key=lambda item: -max(value for _, value in item[1]))[:MOST_LINES])
    highest = max(value for points in shown.values() for _, value in points)
    # One that is far away would leave the lines no room.
    if limit is not None and unit != "%" and limit > 2 * highest:
        limit = None
    top = nice_top(max(highest, limit or 0), unit)
    scale = Scale(since, until, top)
    parts = [render_axes(scale, unit)]
    if limit is not None:
        y = scale.y(limit)
        parts.append(f'<line class="limit" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
    for number, points in enumerate(shown.values()):
        parts.append(render_line(number, thin(points, since, until), scale))
    label = escape(f"{title}: {', '.join(shown)}" if any(shown) else title)
    svg = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    return f"<figure><figcaption>{escape(title)}</figcaption>{svg}{render_legend(shown, len(series))}</figure>"


class Scale:
    def __init__(self, since, until, top):
        self.since, self.until, self.top = since, until, top

    def x(self, moment):
        share = (moment - self.since) / (self.until - self.since)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, value):
        return round(HEIGHT - BOTTOM - value / self.top * (HEIGHT - TOP - BOTTOM), 1)


def nice_top(highest, unit):
    """A round number that is not below the highest value."""
    if unit == "%" and highest <= 100:
        return 100
    if highest <= 0:
        return 1
    top = 1e-3
    while True:
        for step in (1, 2, 5):
            if top * step >= highest:
                return top * step
        top *= 10


def thin(points, since, until):
    """Means of as many stretches as can be seen."""
    if len(points) <= MOST_POINTS:
        return points
    stretch = (until - since) / MOST_POINTS
    groups = {}
    for at, value in points:
        groups.setdefault(int((at - since) / stretch), []).append((at, value))
    return [(group[len(group) // 2][0], sum(value for _, value in group) / len(group)) for group in groups.values()]


def render_line(number, points, scale):
    dots = [(scale.x(at), scale.y(value)) for at, value in points]
    if len(dots) == 1:
        return f'<circle class="line{number}" cx="{dots[0][0]}" cy="{dots[0][1]}" r="3"/>'
    path = " ".join(f"{x},{y}" for x, y in dots)
    return f'<polyline class="line{number}" points="{path}"/>'


def render_axes(scale, unit):
    lines = []
    for share in (0, 0.5, 1):
        value = scale.top * share
        y = scale.y(value)
        lines.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{format_number(value)} {unit}</text>')
    days = (scale.until - scale.since).days
    form = "%H:%M" if days <= 1 else "%d %b"
    for share, anchor in ((0, "start"), (0.25, "middle"), (0.5, "middle"), (0.75, "middle"), (1, "end")):
        moment = scale.since + share * (scale.until - scale.since)
        lines.append(f'<text x="{scale.x(moment)}" y="{HEIGHT - 6}" text-anchor="{anchor}">{moment.strftime(form)}</text>')
    return "".join(lines)


def render_legend(shown, all_lines):
    if not any(shown):
        return ""
    items = "".join(f'<li><i class="line{number}"></i>{escape(name)}</li>' for number, name in enumerate(shown))
    more = f"<li>and {all_lines - len(shown)} more in the table</li>" if all_lines > len(shown) else ""
    return f'<ul class="legend">{items}{more}</ul>'


def format_number(value):
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{value:.4g}"
