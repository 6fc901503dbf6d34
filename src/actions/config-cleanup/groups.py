"""Entries of a file by groups of lines that have no empty one between them, and their order."""

from collections import namedtuple

from settings_file import Left

# Its comments begin at `head`, its key stands in `line`, it ends before `stop`.
Entry = namedtuple("Entry", "name head line stop")


def find_groups(lines, keys, start, end, column=None):
    """`keys`: [(first line, last line that is surely its own, name)] in order. With a column, comments are those that begin there, as in YAML what is deeper is text."""

    def indent(number):
        return len(lines[number]) - len(lines[number].lstrip(" "))

    def is_comment(number):
        return lines[number].lstrip().startswith("#")

    groups, floor = [], start
    for at, (line, last, name) in enumerate(keys):
        stop = keys[at + 1][0] if at + 1 < len(keys) else end
        head = line
        while head > floor and is_comment(head - 1) and column in (None, indent(head - 1)):
            head -= 1
        while stop - 1 > last and (
            not lines[stop - 1].strip() or (is_comment(stop - 1) and (column is None or indent(stop - 1) <= column))
        ):
            stop -= 1
        if not groups or groups[-1][-1].stop != head:
            groups.append([])
        groups[-1].append(Entry(name, head, line, stop))
        floor = stop
    return groups


def sort_groups(lines, groups):
    """Changes `lines`; their number stays."""
    for group in groups:
        in_order = sorted(group, key=lambda entry: entry.name)
        if in_order == group:
            continue
        first = group[0]
        if first.head < first.line:
            raise Left(
                f"the comment in line {first.line} may be for the key below it or for all of them: "
                "an empty line below it, or below that key, would tell"
            )
        lines[first.head : group[-1].stop] = [line for entry in in_order for line in lines[entry.head : entry.stop]]
