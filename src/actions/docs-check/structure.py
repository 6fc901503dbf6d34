"""What makes a page hard to find one's way in."""


def find_problems(page):
    """Yields (line, text)."""
    titles = [heading for heading in page.headings if heading.level == 1]
    if page.headings and page.headings[0].level != 1 and titles:
        yield page.headings[0].line, f"the heading `{page.headings[0].text}` stands before the title"
    for heading in titles[1:]:
        yield heading.line, f"`{heading.text}` is a second title: the first is in line {titles[0].line}"
    before = None
    for heading in page.headings:
        if not heading.text.strip():
            yield heading.line, "a heading has no text"
        if before and heading.level > before.level + 1:
            yield heading.line, f"`{heading.text}` is {heading.level} levels deep, and the heading above it {before.level}: one is left out"
        before = heading
    for fence in page.fences:
        if not fence.is_closed:
            yield fence.line, "the fence that begins here has no end: all below it is example"
    for picture in page.pictures:
        if not picture.text:
            yield picture.line, "a picture has no text for those who cannot see it"
