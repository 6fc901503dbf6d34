"""Parses fenced examples, without executing any of them."""

import json
import os
import shutil
import subprocess
import warnings


class NotHere(Exception):
    """Nothing that can parse it is installed. The text says what would be."""


def find_parser(language):
    return PARSERS.get(language.lower())


def parse_json(text, _tmp):
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    return None


def parse_json_lines(text, tmp):
    problems = [parse_json(line, tmp) for line in text.splitlines() if line.strip()]
    return next((problem for problem in problems if problem), None)


def parse_toml(text, _tmp):
    try:
        import tomllib
    except ImportError:
        raise NotHere("Python 3.11 or later") from None
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    return None


def parse_yaml(text, _tmp):
    try:
        import yaml
    except ImportError:
        raise NotHere("the package python3-yaml") from None
    try:
        # Composed, and not made into objects: tags of others are no mistake.
        for _ in yaml.compose_all(text, Loader=yaml.SafeLoader):
            pass
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return " ".join(str(error).split())
    return None


def parse_python(text, _tmp):
    if text.lstrip().startswith(">>>"):
        text = "\n".join(line.lstrip()[4:] for line in text.splitlines() if line.lstrip().startswith((">>> ", "... ")))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "example", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"{getattr(error, 'msg', error)} (line {getattr(error, 'lineno', None) or 1} of the example)"
    return None


def parse_with(words, package, suffix):
    def parse(text, tmp):
        if shutil.which(words[0]) is None:
            raise NotHere(f"the package {package}")
        path = os.path.join(tmp, f"example{suffix}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [*words, path], stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True, errors="replace", env=environment
        )
        if done.returncode == 0:
            return None
        said = [line for line in done.stderr.replace(path, "example").splitlines() if line.strip() and "    at " not in line]
        return next((line for line in said if "Error" in line), said[0] if said else "it does not parse")

    return parse


def parse_shell(shell):
    parse = parse_with([shell, "-n"], shell, ".sh")

    def parse_script(text, tmp):
        # With prompts it is what a terminal shows, and no script.
        return None if text.lstrip().startswith(("$ ", "# ", "> ")) and not text.startswith("#!") and has_prompts(text) else parse(text, tmp)

    return parse_script


def has_prompts(text):
    return any(line.startswith("$ ") for line in text.splitlines())


javascript = parse_with(["node", "--check"], "nodejs", ".mjs")
PARSERS = {
    "json": parse_json,
    "jsonl": parse_json_lines,
    "toml": parse_toml,
    "yaml": parse_yaml,
    "yml": parse_yaml,
    "python": parse_python,
    "python3": parse_python,
    "py": parse_python,
    "sh": parse_shell("sh"),
    "shell": parse_shell("bash"),
    "bash": parse_shell("bash"),
    "js": javascript,
    "mjs": javascript,
    "javascript": javascript,
}

