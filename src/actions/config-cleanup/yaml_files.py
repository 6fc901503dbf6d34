"""YAML. Nodes are read and no objects made, so that tags of other programs are no mistake, and nothing is executed."""

import yaml
from groups import find_groups, sort_groups
from settings_file import Broken, Left, Parsed


def parse(text, _path):
    twice, names = [], set()
    data = [to_plain(node, twice, names, {}) for node in read(text)]
    return Parsed(data, twice, names)


def read(text):
    try:
        return list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Broken(mark and mark.line + 1, error.problem or error.context or "it does not parse") from None
    except yaml.YAMLError as error:
        raise Broken(None, getattr(error, "reason", None) or "it does not parse") from None
    except RecursionError:
        raise Broken(None, "it is nested too deeply") from None


def to_plain(node, twice, names, numbers):
    """What it says, as values that can be compared; what is an alias, as the number of what it stands for."""
    if node is None:
        return None
    if id(node) in numbers:
        return ("alias", numbers[id(node)])
    numbers[id(node)] = len(numbers)
    if isinstance(node, yaml.ScalarNode):
        return (node.tag, node.value)
    if isinstance(node, yaml.SequenceNode):
        return (node.tag, [to_plain(item, twice, names, numbers) for item in node.value])
    made = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else repr(to_plain(key, twice, names, numbers))
        if (key.tag, name) in made and name != "<<":
            twice.append((key.start_mark.line + 1, name))
        names.add(name)
        made[(key.tag, name)] = to_plain(value, twice, names, numbers)
    return (node.tag, made)


def sort(text, _path):
    documents = read(text)
    if len(documents) > 1:
        raise Left("it has several documents")
    lines = text.splitlines(keepends=True)
    mappings = []
    for node in documents:
        collect(node, mappings, set())
    # The innermost first: what is within an entry is in order before the entry moves.
    for node in reversed(mappings):
        sort_mapping(lines, node)
    return "".join(lines)


def collect(node, mappings, seen):
    """Those that enclose others before these."""
    if id(node) in seen:
        raise Left("it has aliases, for which order matters")
    seen.add(id(node))
    if node is None or isinstance(node, yaml.ScalarNode):
        return
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            collect(item, mappings, seen)
        return
    mappings.append(node)
    for _, value in node.value:
        collect(value, mappings, seen)


def sort_mapping(lines, node):
    if node.flow_style or not node.value:
        return
    marks = [key.start_mark for key, _ in node.value]
    column = marks[0].column
    if any(lines[mark.line][: mark.column].strip(" ") or mark.column != column for mark in marks):
        return
    keys = [(key.start_mark.line, key.end_mark.line, key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    if len(keys) < len(marks):
        return
    start = marks[0].line
    while start > 0 and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith("#")):
        start -= 1
    end = min(node.end_mark.line, len(lines)) if node.end_mark.column <= column else len(lines)
    sort_groups(lines, find_groups(lines, keys, start, max(end, marks[-1].line + 1), column))
