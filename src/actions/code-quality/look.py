"""One look at a repository: what is wrong, and with which tools it was found."""

import collections
import os

from source_repository import find_tool, last_words, list_files, read_text, run_tool

Issue = collections.namedtuple("Issue", ["kind", "severity", "file", "line", "rule", "message"])

SOURCES = (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".py", ".pyi", ".rs", ".go")
# A command line has its limits.
AT_ONCE = 400


class Look:
    def __init__(self, action, root):
        self.action = action
        self.root = root
        self.files = list_files(root, action.params["exclude_patterns"])
        self._known = set(self.files)
        self.issues = []
        self.checked = []
        self.not_checked = []
        sources = self.with_suffix(*SOURCES)
        self.source_files = len(sources)
        self.lines = sum(len(read_text(root, name).splitlines()) for name in sources)

    def with_suffix(self, *suffixes):
        return [name for name in self.files if name.endswith(suffixes)]

    def issue(self, kind, severity, file, line, rule, message):
        name = os.path.relpath(file, self.root) if os.path.isabs(file) else os.path.normpath(file)
        # Compilers look at more than what was asked for.
        if name in self._known:
            self.issues.append(Issue(kind, severity, name, int(line or 1), str(rule), message))

    def own(self, printed):
        """Of the names that a tool has printed those that are files of the repository."""
        names = [os.path.relpath(os.path.join(self.root, name), self.root) for name in printed]
        return [name for name in dict.fromkeys(names) if name in self._known]

    def as_arguments(self, names):
        """A name that begins with a dash is no option."""
        return [f"./{name}" if name.startswith(("-", "@")) else name for name in names]

    def tool(self, name, wanted=True, install=None):
        """Its path, or None: it is not wanted, or not there, which is told."""
        if not wanted:
            return None
        path = find_tool(self.root, name)
        if path is None:
            self.skip(f"{name} is not installed" + (f": {install}" if install else ""))
        return path

    def skip(self, why):
        if why not in self.not_checked:
            self.not_checked.append(why)
            self.action.say(f"warning: {why}")

    def ran(self, name):
        if name not in self.checked:
            self.checked.append(name)

    def failed(self, name, done):
        self.skip(f"{name} did not work: {last_words(done)}")

    def run(self, words, names=None, env=None):
        """One result for each piece of the list of names; without names, one."""
        if names is None:
            return [run_tool(words, self.root, env)]
        arguments = self.as_arguments(names)
        pieces = [arguments[at : at + AT_ONCE] for at in range(0, len(arguments), AT_ONCE)]
        return [run_tool([*words, *piece], self.root, env) for piece in pieces]
