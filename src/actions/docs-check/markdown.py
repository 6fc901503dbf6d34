"""What a page of Markdown has, line by line: headings, links, anchors, fenced examples. As CommonMark and GitHub read it, as far as links need it."""

import re
from collections import namedtuple

Heading = namedtuple("Heading", "line level text")
Link = namedtuple("Link", "line target")
Picture = namedtuple("Picture", "line text")
Fence = namedtuple("Fence", "line info text is_closed")
Page = namedtuple("Page", "headings links pictures fences ids")

# Each blank belongs to one part only: a line of many marks would be tried in all ways otherwise.
FENCE = re.compile(r"^(?P<indent>\s*(?:>\s*|(?:[-*+]|\d+[.)])\s+)*)(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")
# The target may be in angle brackets, and have one level of brackets of its own.
INLINE = re.compile(r"(?P<mark>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>\s*<[^<>]*>|\s*(?:[^\s()]|\([^\s()]*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)")
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)(?P<name>[^\]]+)\]:\s*(?P<target><[^<>]*>|\S+)")
REFERENCE = re.compile(r"(?<![\\\w])!?\[(?P<text>[^\[\]]+)\]\[(?P<name>[^\[\]]*)\]")
AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
HTML_LINK = re.compile(r"<(?:a|img)\b[^<>]*?\b(?:href|src)\s*=\s*[\"']([^\"']*)[\"']", re.IGNORECASE)
HTML_ID = re.compile(r"<[a-z][^<>]*?\s(?:id|name)\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
CODE = re.compile(r"(`+)(?!`)(.*?)(?<!`)\1(?!`)")


def read_page(text):
    page = Page([], [], [], [], set())
    definitions, references = {}, []
    before = ""
    for number, line in prose(text, page.fences):
        heading = re.match(r"^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$", line)
        underline = re.match(r"^ {0,3}(=+|-{2,})\s*$", line)
        if heading:
            page.headings.append(Heading(number, len(heading.group(1)), heading.group(2) or ""))
        elif underline and before.strip() and not re.match(r"\s*([-*+>|#]|\d+[.)]\s)", before):
            page.headings.append(Heading(number - 1, 1 if line.strip()[0] == "=" else 2, before.strip()))
        before = line
        read_links(number, CODE.sub(lambda match: " " * len(match.group(0)), line), page, definitions, references)
    # A definition is followed where it stands. Without one GitHub shows the brackets.
    page.links.extend(Link(number, None) for number, name in references if name not in definitions)
    page.ids.update(slugs(heading.text for heading in page.headings))
    return page


def read_links(number, line, page, definitions, references):
    definition = DEFINITION.match(line)
    if definition:
        definitions[definition.group("name").lower()] = definition.group("target").strip("<>")
        page.links.append(Link(number, definition.group("target").strip("<>")))
        return
    for match in INLINE.finditer(line):
        page.links.append(Link(number, match.group("target").strip().strip("<>")))
        if match.group("mark"):
            page.pictures.append(Picture(number, match.group("text").strip()))
        # A picture may be what one clicks on.
        for inner in INLINE.finditer(match.group("text")):
            page.links.append(Link(number, inner.group("target").strip().strip("<>")))
    rest = INLINE.sub("", line)
    references += [(number, (match.group("name") or match.group("text")).lower()) for match in REFERENCE.finditer(rest)]
    page.links.extend(Link(number, target) for target in AUTOLINK.findall(rest) + HTML_LINK.findall(rest))
    page.ids.update(HTML_ID.findall(line))


def prose(text, fences):
    """Yields (number, line) of all that is no fenced example, no comment and no front matter; the examples go to `fences`."""
    lines = text.splitlines()
    start = 0
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        start = [line.strip() for line in lines].index("---", 1) + 1
    inside, is_comment = None, False
    for number, line in enumerate(lines[start:], start + 1):
        if inside:
            first, indent, marks, info, content = inside
            stripped = line.strip(" \t>")
            if stripped.startswith(marks) and not stripped.strip(marks[0]):
                fences.append(Fence(first, info, "\n".join(content) + "\n", True))
                inside = None
            else:
                content.append(dedent(line, indent))
            continue
        if is_comment:
            is_comment = "-->" not in line
            continue
        fence = FENCE.match(line)
        if fence:
            inside = (number, fence.group("indent"), fence.group("marks"), fence.group("info").strip(), [])
            continue
        visible = re.sub(r"<!--.*?-->", "", line)
        if "<!--" in CODE.sub("", visible):
            is_comment = True
            visible = visible.split("<!--")[0]
        yield number, visible
    if inside:
        fences.append(Fence(inside[0], inside[3], "\n".join(inside[4]), False))


def dedent(line, indent):
    """Of an example in a list or a quotation."""
    if ">" in indent:
        return re.sub(r"^\s*(>\s?)+", "", line)
    width = len(indent)
    return line[width:] if not line[:width].strip() else line


def slugs(texts):
    """As GitHub makes them of headings: a second one of a name has `-1` behind it."""
    used = {}
    for text in texts:
        plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"</?[a-zA-Z][^>]*>", "", text)).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        # Underscores and stars that make text italic are gone already; those within words stay.
        slug = re.sub(r"(?<![^\W_])_+|_+(?![^\W_])", "", slug) if re.search(r"(^|\s)_[^_]+_(\s|$)", text) else slug
        number = used.get(slug, 0)
        unique = slug if number == 0 else f"{slug}-{number}"
        used[slug] = number + 1
        used.setdefault(unique, 1)
        yield unique
