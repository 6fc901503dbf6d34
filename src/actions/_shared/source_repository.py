"""The source repository that an action works on: where it is, what it is written in, its files, and its own tools."""

import collections
import contextlib
import fnmatch
import json
import os
import re
import shutil
import signal
import subprocess

from runner_action import Refused

MARKERS = (
    ("npm", ("package.json",)),
    ("python", ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "requirements-dev.txt")),
    ("rust", ("Cargo.toml",)),
    ("go", ("go.mod",)),
)
# What is installed or built; where git is asked, .gitignore says it better.
NOT_SOURCE = {".git", ".hg", ".venv", "venv", "node_modules", "target", "vendor", "dist", "build", "__pycache__"}
QUIET = {
    "LC_ALL": "C.UTF-8",
    "NO_COLOR": "1",
    "CARGO_TERM_COLOR": "never",
    "GIT_OPTIONAL_LOCKS": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
}

Done = collections.namedtuple("Done", ["code", "out", "err"])


def find_root(action):
    """`path`, if given. Else the folder of the run if it is a git work tree (`workspace = "worktree"`), else RUNNER_REPO's."""
    given = action.params.get("path")
    here = os.getcwd()
    repository = os.environ.get("RUNNER_REPO", "")
    if given:
        root = action.path(given)
    elif not is_work_tree(here) and is_work_tree(repository):
        root = os.path.abspath(repository)
    else:
        root = here
    if not os.path.isdir(root):
        raise Refused(f"{root} is no folder: set `path` to the source repository")
    # What is in it cannot be asked for as long as its names cannot be read.
    os.listdir(root)
    # Compilers and test runners tell the real place of what they look at.
    return os.path.realpath(root)


def is_work_tree(folder):
    return folder != "" and os.path.exists(os.path.join(folder, ".git"))


def find_ecosystems(root):
    """Of `npm`, `python`, `rust` and `go` those that it has. Refused if it has none."""
    names = os.listdir(root)
    found = [ecosystem for ecosystem, markers in MARKERS if any(marker in names for marker in markers)]
    if "python" not in found and any(name.endswith(".py") for name in names):
        found.append("python")
    if not found:
        raise Refused(
            f"{root} has no package.json, pyproject.toml, requirements.txt, Cargo.toml or go.mod: "
            "set `path` to the folder of a source repository"
        )
    return found


def list_files(root, exclude=()):
    """Relative paths of the files that are there: with git those that it does not ignore, else all that is no build."""
    names = _ask_git(root) if is_work_tree(root) else _walk(root)
    return sorted(name for name in names if _is_plain(root, name) and not any(_matches(name, pattern) for pattern in exclude))


def _ask_git(root):
    code, out, err = run_bytes(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], root)
    if code != 0:
        raise Refused(f"git cannot list the files of {root}: {last_words(to_text(code, out, err))}")
    # Names need not be text.
    return {os.fsdecode(name) for name in out.split(b"\0") if name}


def _walk(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_SOURCE]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), root)


def _is_plain(root, name):
    path = os.path.join(root, name)
    return os.path.isfile(path) and not os.path.islink(path)


def _matches(name, pattern):
    """A glob of the whole path, of the file's name, or of a folder above it."""
    parts = name.split("/")
    return fnmatch.fnmatch(name, pattern) or any(fnmatch.fnmatch(part, pattern.rstrip("/")) for part in parts)


def find_tool(root, name):
    """The repository's own program of this name, else the host's, else None."""
    for folder in ("node_modules/.bin", ".venv/bin", "venv/bin"):
        path = os.path.join(root, folder, name)
        if os.access(path, os.X_OK):
            return path
    return shutil.which(name)


def find_python(root):
    """That of the repository's own environment, else the host's, else None."""
    own = [os.path.join(root, folder, "bin", "python") for folder in (".venv", "venv")]
    return next((path for path in own if os.access(path, os.X_OK)), shutil.which("python3"))


def run_tool(words, root, env=None):
    """What a program says, however it ends."""
    return to_text(*run_bytes(words, root, env=env))


def to_text(code, out, err):
    return Done(code, *(said.decode("utf-8", "replace").replace("\r\n", "\n") for said in (out, err)))


def run_bytes(words, root, stdin=None, env=None):
    """`(code, out, err)` as they are, for what need not be text."""
    environment = {**os.environ, **QUIET, **(env or {})}
    # For some programs it counts that it is there, whatever it says.
    environment.pop("FORCE_COLOR", None)
    bin_folder = os.path.join(root, "node_modules", ".bin")
    environment["PATH"] = os.pathsep.join([bin_folder, environment.get("PATH", os.defpath)])
    # TERM raises at once. Until the process is known here, that would leave it behind.
    stopped = []
    handler = signal.signal(signal.SIGTERM, lambda *_: stopped.append(True))
    process = None
    try:
        process = subprocess.Popen(
            words,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        signal.signal(signal.SIGTERM, handler)
        if stopped:
            raise KeyboardInterrupt
        out, err = process.communicate(stdin)
    except OSError as error:
        raise Refused(f"{words[0]} cannot be executed: {error.strerror}") from None
    finally:
        signal.signal(signal.SIGTERM, handler)
        if process is not None:
            _end(process)
    return process.returncode, out, err


def _end(process):
    """Whatever it has started goes with it. Nothing is left of one that has ended by itself."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def last_words(done):
    text = done.err.strip() or done.out.strip()
    # npm says first what is wrong, and then what else there is to know.
    of_npm = re.findall(r"^npm (?:error|ERR!) (.*)$", text, re.MULTILINE)
    text = "; ".join(of_npm[:4]) if of_npm else text[-400:]
    return re.sub(r"\s+", " ", text)[:400] or f"exit code {done.code}"


def read_text(root, name):
    """Empty if there is no such file."""
    try:
        with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


def read_json(root, name):
    """An empty object if there is no such file. Refused if it is something else."""
    try:
        value = json.loads(read_text(root, name) or "{}")
    except ValueError as error:
        raise Refused(f"{os.path.join(root, name)} is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise Refused(f"{os.path.join(root, name)} is no JSON object")
    return value


def table_of(value, key):
    """What somebody has written under a key, if it is a table; else an empty one."""
    inner = value.get(key)
    return inner if isinstance(inner, dict) else {}


def split_objects(text):
    """Of JSON, one behind the other, as Go's tools print them."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at)
        yield value
        at = len(text) - len(text[at:].lstrip())


def requirements_files(root, without_development=False):
    for name in sorted(os.listdir(root)):
        match = re.fullmatch(r"requirements(.*)\.txt", name)
        if match and not (without_development and re.search(r"dev|test|lint|doc", match[1], re.IGNORECASE)):
            yield name


def plural(count, word):
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
