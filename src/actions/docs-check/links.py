"""Follows links: to files, to places in them, and to other hosts."""

import fnmatch
import os
import re
import urllib.parse

from markdown import HTML_ID, read_page

PAGES = (".md", ".markdown")
MOST_BYTES = 5_000_000
AGENT = "Mozilla/5.0 (compatible; docs-check)"


class Links:
    def __init__(self, root, params):
        self.root = root
        self.params = params
        self.checked = 0
        self._ids = {}
        self._hosts = {}

    def find_problem(self, page_path, page, target):
        """(kind, text) of what is wrong with a link of a page, or None."""
        if target is None:
            return ("link", "a link names a definition that is not on the page")
        if any(fnmatch.fnmatchcase(target, pattern) for pattern in self.params["ignore_links"]):
            return None
        if re.match(r"https?://", target):
            return self._follow_outside(target) if self.params["external"] else None
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
            return None
        self.checked += 1
        path, _, anchor = target.partition("#")
        path = urllib.parse.unquote(path.partition("?")[0])
        if target == "":
            return ("link", "a link has no target") if self.params["links"] else None
        if path == "":
            return self._find_anchor(target, page.ids, anchor)
        start = self.root if path.startswith("/") else os.path.dirname(page_path)
        file = os.path.normpath(os.path.join(start, path.lstrip("/")))
        if not os.path.exists(file):
            return ("link", f"{target} leads to {os.path.relpath(file, self.root)}, which is not there") if self.params["links"] else None
        return self._find_anchor_of_file(target, file, anchor)

    def _find_anchor_of_file(self, target, file, anchor):
        if not anchor or os.path.isdir(file):
            return None
        lines = re.match(r"L(\d+)(?:-L?(\d+))?$", anchor)
        if lines and not file.endswith(PAGES):
            last = max(int(number) for number in lines.groups() if number)
            with open(file, "rb") as content:
                has = sum(1 for _ in content)
            is_wrong = self.params["anchors"] and last > has
            return ("anchor", f"{target} is line {last} of a file of {has}") if is_wrong else None
        if not file.endswith((*PAGES, ".html", ".htm")):
            return None
        return self._find_anchor(target, self._ids_of(file), anchor)

    def _find_anchor(self, target, ids, anchor):
        name = urllib.parse.unquote(anchor)
        if not self.params["anchors"] or name in ("", "top") or name in ids:
            return None
        # Browsers and forges look for headings in small letters too.
        if name.lower() in ids:
            return None
        return ("anchor", f"{target} leads to no heading of that page")

    def _ids_of(self, file):
        if file not in self._ids:
            with open(file, encoding="utf-8", errors="replace") as content:
                text = content.read()
            self._ids[file] = read_page(text).ids if file.endswith(PAGES) else set(HTML_ID.findall(text))
        return self._ids[file]

    def _follow_outside(self, target):
        address, _, anchor = target.partition("#")
        if address not in self._hosts:
            self.checked += 1
            self._hosts[address] = self._ask(address)
        problem, ids = self._hosts[address]
        if problem:
            return ("link", f"{address} {problem}") if self.params["links"] else None
        # `#:~:text=` is found by the browser, and `#/` and `#!` by the page's own program.
        if ids is None or anchor.startswith((":", "/", "!")):
            return None
        return self._find_anchor(target, ids, anchor)

    def _ask(self, address):
        """(what is wrong or None, the ids of the page or None)."""
        import urllib.error
        import urllib.request

        request = urllib.request.Request(urllib.parse.quote(address, safe="%/:=&?~#+!$,;'@()*[]"), headers={"User-Agent": AGENT})
        try:
            with urllib.request.urlopen(request, timeout=self.params["link_timeout_seconds"]) as answer:
                if "html" not in answer.headers.get("Content-Type", ""):
                    return None, None
                text = answer.read(MOST_BYTES).decode("utf-8", "replace")
                return None, set(HTML_ID.findall(text))
        except urllib.error.HTTPError as error:
            # It is there, and not for everybody or not so often.
            return (None if error.code in (401, 403, 405, 429) else f"answers {error.code}"), None
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            return f"cannot be reached: {getattr(reason, 'strerror', None) or reason}", None
