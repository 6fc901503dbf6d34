"""Licence expressions as SPDX has them (https://spdx.github.io/spdx-spec/, annex D), and whether one may be used."""

import fnmatch
import re

# What packages wrote before there were identifiers, and classifiers of Python.
ALIASES = {
    "apache 2": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache software license 2.0": "Apache-2.0",
    "bsd license": "BSD-3-Clause",
    "bsd": "BSD-3-Clause",
    "new bsd license": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "gnu general public license v2 (gplv2)": "GPL-2.0-only",
    "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only",
    "gnu general public license v3 or later (gplv3+)": "GPL-3.0-or-later",
    "gnu affero general public license v3": "AGPL-3.0-only",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "isc license (iscl)": "ISC",
    "isc license": "ISC",
    "mit license": "MIT",
    "the mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}
TOKEN = re.compile(r"\s*(\(|\)|[^\s()]+)")


def normalize(text):
    """Crates wrote `MIT/Apache-2.0`, packages of npm `SEE LICENSE IN …`."""
    text = " ".join((text or "").split())
    if text.lower() in ("", "unknown", "unlicensed", "none") or text.upper().startswith("SEE LICENSE"):
        return "" if text.upper() != "UNLICENSED" else "UNLICENSED"
    text = ALIASES.get(text.lower(), text)
    return text.replace("/", " OR ") if re.fullmatch(r"[\w.+-]+(/[\w.+-]+)+", text) else text


def why_not(license, allow, deny):
    """None if it may be used."""
    if not license:
        return "its licence is not known" if allow else None
    try:
        reason = _Expression(license, allow, deny).judge()
    except ValueError:
        # A sentence is no expression: as a whole it may be named all the same.
        reason = judge_one(license, allow, deny)
    return None if reason is None else f"{reason}" + (f" (of {license})" if reason.split(" ")[0] != license else "")


def judge_one(name, allow, deny):
    if matches(name, deny):
        return f"{name} is denied"
    if allow and not matches(name, allow):
        return f"{name} is not allowed"
    return None


def matches(name, patterns):
    """GPL-3.0+ is the old way to write GPL-3.0-or-later; a name without a suffix means both."""
    names = {name.lower(), re.sub(r"-(only|or-later)$|\+$", "", name).lower()}
    return any(fnmatch.fnmatchcase(one, pattern.lower()) for one in names for pattern in patterns)


class _Expression:
    """`OR` needs one that may be used, `AND` all of them and binds more tightly; `WITH` grants more, never less."""

    def __init__(self, text, allow, deny):
        self._tokens = TOKEN.findall(text)
        self._allow = allow
        self._deny = deny

    def judge(self):
        reason = self._any()
        if self._tokens:
            raise ValueError("something is left over")
        return reason

    def _any(self):
        reasons = [self._all()]
        while self._take("OR"):
            reasons.append(self._all())
        return None if None in reasons else reasons[0]

    def _all(self):
        reasons = [self._one()]
        while self._take("AND"):
            reasons.append(self._one())
        return next((reason for reason in reasons if reason is not None), None)

    def _one(self):
        if self._take("("):
            reason = self._any()
            if not self._take(")"):
                raise ValueError("a bracket is not closed")
            return reason
        if not self._tokens or self._tokens[0].upper() in ("AND", "OR", "WITH", ")"):
            raise ValueError("a name is missing")
        name = self._tokens.pop(0)
        if self._take("WITH"):
            if not self._tokens:
                raise ValueError("an exception is missing")
            self._tokens.pop(0)
        return judge_one(name, self._allow, self._deny)

    def _take(self, word):
        if self._tokens and self._tokens[0].upper() == word:
            self._tokens.pop(0)
            return True
        return False
