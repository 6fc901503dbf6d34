"""Functions with too many ways through them. Of Python its syntax tree is counted, of languages with braces the text."""

import ast
import bisect
import os
import re
import warnings

BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.comprehension)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)

SLASH_COMMENTS = r"//[^\n]*|/\*.*?\*/"
QUOTED = r'"(?:\\.|[^"\\\n])*"'
JAVASCRIPT = {
    "blank": rf"{SLASH_COMMENTS}|{QUOTED}|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
    r"|(?<=[(,=:\[!&|?;])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*",
    "heads": r"\bfunction\b\s*\*?\s*(?P<a>\w*)[^(;{}]*\("
    r"|\b(?P<b>\w+)\s*(?::[^=;{}]+)?=\s*(?:async\s*)?(?:<[^>()]*>\s*)?(?=\([^;{}]*\)[^;{}]*=>\s*\{|\w+\s*=>\s*\{)"
    r"|^[ \t]+(?:(?:async|static|get|set|public|private|protected|override)\s+)*#?"
    r"(?P<c>(?!(?:if|for|while|switch|catch|with|function|return)\b)\w+)\s*(?:<[^>()]*>)?\((?=[^;{}]*\)[^;{}()]*\{)",
    "branches": r"\b(?:if|for|while|case|catch)\b|&&|\|\||\?\?|\?(?![.:?,)])",
}
RUST = {
    "blank": rf"{SLASH_COMMENTS}|r(#*)\".*?\"\1|{QUOTED}|'(?:\\[^']+|[^\\'])'",
    "heads": r"\bfn\s+(?P<a>\w+)",
    "branches": r"\b(?:if|for|while)\b(?!\s*<)|=>|&&|(?<=[\w)\]] )\|\|",
}
GO = {
    "blank": rf"{SLASH_COMMENTS}|{QUOTED}|`[^`]*`|'(?:\\[^']+|[^\\'])'",
    "heads": r"\bfunc\s*(?:\([^)]*\)\s*)?(?P<a>\w*)\s*(?:\[[^\]]*\])?\(",
    "branches": r"\b(?:if|for|case)\b|&&|\|\|",
}
LANGUAGES = {".rs": RUST, ".go": GO}
LANGUAGES.update({suffix: JAVASCRIPT for suffix in (".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx")})


def look_at(look, most):
    for name in look.files:
        suffix = os.path.splitext(name)[1]
        if suffix != ".py" and suffix not in LANGUAGES:
            continue
        with open(os.path.join(look.root, name), encoding="utf-8", errors="replace") as file:
            text = file.read()
        functions = of_python(text) if suffix == ".py" else of_braces(text, LANGUAGES[suffix])
        look.ran("complexity")
        for function, line, ways in functions:
            if ways > most:
                message = f"{function or 'a function'} has {ways} ways through it; {most} are allowed"
                look.issue("complexity", "warning", name, line, "complexity", message)


def of_python(text):
    """`(name, line, ways)` of each function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS[:2])]
    return [(node.name, node.lineno, 1 + branches_of(node)) for node in functions]


def branches_of(node):
    """Those of functions within it count for these."""
    total = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, FUNCTIONS[:2]):
            continue
        total += isinstance(child, BRANCHES) + branches_of(child)
        if isinstance(child, ast.BoolOp):
            total += len(child.values) - 1
        if isinstance(child, ast.comprehension):
            total += len(child.ifs)
        if type(child).__name__ == "match_case":
            total += 1
    return total


def of_braces(text, language):
    """Each branch counts for the innermost function around it."""
    text = re.sub(language["blank"], blank, text, flags=re.DOTALL)
    closing = pair_braces(text)
    spans = []
    for head in re.finditer(language["heads"], text, re.MULTILINE):
        start = text.find("{", head.end())
        if start in closing and ";" not in text[head.end() : start]:
            name = next((group for group in head.groups() if group), "")
            spans.append((head.start(), closing[start], name))
    ways = count_ways(spans, [branch.start() for branch in re.finditer(language["branches"], text)])
    breaks = [match.start() for match in re.finditer("\n", text)]
    return [(name, bisect.bisect_left(breaks, start) + 1, count) for (start, _, name), count in zip(spans, ways)]


def count_ways(spans, branches):
    """Both are in order of where they begin: a bundler's file has tens of thousands of each."""
    ways, around, at = [1] * len(spans), [], 0
    for branch in branches:
        while at < len(spans) and spans[at][0] <= branch:
            around.append(at)
            at += 1
        while around and spans[around[-1]][1] <= branch:
            around.pop()
        if around:
            ways[around[-1]] += 1
    return ways


def blank(match):
    return re.sub(r"[^\n]", " ", match[0])


def pair_braces(text):
    pairs = {}
    stack = []
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            stack.append(match.start())
        elif stack:
            pairs[stack.pop()] = match.start()
    return pairs
