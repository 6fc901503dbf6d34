/** Files that are right, and use much of either language: what mutations begin with. */
export const sound: readonly { readonly path: string; readonly text: string }[] = [
  {
    path: "tasks.d/x.toml",
    text: `# A backup.
id = "x"
description = 'literal \\n'
schedule = ["daily at 02:00", { every = "6h", from = "finish" }]
timezone = "Europe/Berlin"
run = """
set -e
echo "\\u00e9 \\U0001F600"
"""
env = { A = "1", "B-C" = "x" }
retry.attempts = 3
retry.delay = "30s"
needs = [
  "y", # why
  { task = "z", max_age = "1h" },
]

[effort]
complexity = 3

[[window]]
hours = "22:00-05:00"
days = ["mon-fri", "sat"]
`,
  },
  {
    path: "tasks.d/list.toml",
    text: `[defaults]
timeout = "5m"
[[tasks]]
id = "a"
run = ["a", 'b c']
suspend = { until = 2030-01-01, reason = "works" }
[[tasks]]
id = "b"
run.script = "x.sh"
[tasks.when]
all = [{ file = "/a" }, { not = { process = "apt" } }]
`,
  },
  {
    path: "tasks.d/x.yaml",
    text: `%YAML 1.2
---
# A backup.
defaults: &all
  timeout: 5m
  env: {A: "1", 'B-C': x}
tasks:
  - id: a
    run: |
      set -e
        date
    schedule: [hourly, {daily: "02:00"}]
    retry: &retry {attempts: 3, delay: 30s}
  - id: b
    run: >-
      one
      two

      three
    retry: *retry
    "needs": ["a", ? task : a]
  - {id: c, run: "\\u00e9\\t\\x41 \\
      end", tags: [a, b], effort: {risk: 0x5}}
...
`,
  },
  {
    path: "runner.toml",
    text: `[runner]
max_concurrent = 4
late_grace = "5m"
[git]
paths = ["lib/", "scripts"]
[locks]
apt = 1
[priority.categories]
"a b" = 1.5
[attention]
rm-variable = { reason = "x", tasks = ["a"] }
[defaults.retry]
attempts = 2
`,
  },
  { path: "calendars/days.yaml", text: `dates: [2026-12-24, "12-25", 2026-12-30..2027-01-02]\n` },
  { path: "calendars/days.toml", text: `dates = ["2026-12-24", 2026-12-25, "02-29"]\n` },
];

/**
 * Pieces that parsers have stumbled over, in the spirit of the suites of both languages; all of our own. They are put
 * together, into sound files, and repeated to a megabyte.
 */
export const nasty: readonly string[] = [
  // Blanks, line ends, marks
  ...[
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "  ",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\0",
    "\u007f",
    "\u001b[31m",
    "\u00a0",
    "\u3000",
  ],
  ...["\ud800", "\udfff", "\u{1f600}", "e\u0301", "\u202e", "\u200b", "ß", "\uffff", "\u{10ffff}"],
  // Brackets, quotes, what is never closed
  ...[
    "[",
    "]",
    "{",
    "}",
    "[[",
    "]]",
    "{}",
    "[]",
    "[,]",
    "{,}",
    "[[]]",
    '"',
    "'",
    '"""',
    "'''",
    '""""""',
    "`",
    "(",
    "<",
  ],
  ...['"\\', '"\\u', '"\\u00', '"\\ud800"', '"\\U00110000"', '"\\x', '"\\q"', '"\\\n"', "'\\'", '"\\0"', '"a\tb"'],
  // TOML
  ...["=", "a=1", "a.b.c=1", "a.=1", ".a=1", "a..b=1", '""=1', "''.\"\"=1", "a=", "=a", "a = = 1", "a=1 b=2", "a=1#x"],
  ...[
    "[a]",
    "[a.b]",
    "[[a]]",
    "[a",
    "[]",
    "[[]]",
    "[a]]",
    "[[a]",
    "[ a . b ]",
    '["a"]',
    "[a.a.a.a]",
    "[a]\n[a]\n",
    "[[a]]\n[a]\n",
  ],
  ...["a={b=1}\n[a.c]\n", "a.b=1\na.b.c=2\n", "a={b={c={d=1}}}", "a={b=1,}", "a={b=1\n}", "a=[1,\n2,]", "a=[1 2]"],
  ...["[__proto__]", "[constructor.prototype]\nx=1\n", "toString.call=1", "__proto__={x=1}", "[[valueOf]]\n"],
  ...[
    "a=1979-05-27",
    "a=1979-02-30",
    "a=1979-05-27T07:32:00Z",
    "a=1979-05-27 07:32",
    "a=07:32:00",
    "a=25:61:61",
    "a=9999-99-99",
  ],
  ...["a=2026-11-20T02:00:00.999999999999+99:99", "a=1979-05-27T", "a=-1979-05-27", "a=0001-01-01"],
  ...[
    "a=0x",
    "a=0xffffffffffffffffffffff",
    "a=0b2",
    "a=0o8",
    "a=1__0",
    "a=_1",
    "a=+1",
    "a=+-1",
    "a=1e",
    "a=1e999",
    "a=-inf",
    "a=nan",
  ],
  ...[
    "a=9223372036854775808",
    "a=9007199254740993",
    "a=.5",
    "a=5.",
    "a=00",
    "a=1.e5",
    "a=true",
    "a=True",
    "a=tru",
    "a=falsey",
  ],
  // YAML
  ...[
    "- ",
    "-",
    "? ",
    "?",
    ": ",
    ":",
    "a: b",
    "a: b: c",
    "a:\n- b",
    "a:\n b",
    "- - - ",
    "? ? ? ",
    "a:",
    ": a",
    "a :b",
    "- a: b\n  c",
    "-\ta",
  ],
  ...[
    "---",
    "...",
    "--- a",
    "---\n---\n",
    "%YAML 1.1\n---\n",
    "%YAML 9.9",
    "%TAG ! x:\n---\n",
    "%",
    "--- |\n",
    "--- >",
    "...\n%YAML 1.2\n---\n",
  ],
  ...[
    "&a ",
    "*a",
    "&a [*a]",
    "&a &b c",
    "*",
    "&",
    "&a *a",
    "a: &a {b: *a}",
    "*a : b",
    "&a : b",
    "<<: *a",
    "<<: [*a, *b]",
    "&\u{1f600} x",
    "*a.b",
  ],
  ...[
    "!",
    "!!",
    "!!str ",
    "!!int x",
    "!!binary =",
    "!!set {a}",
    "!!python/object:x ",
    "!<x> ",
    "!<",
    "!a!b ",
    "!!float 1",
    "!!null a",
    "! a",
  ],
  ...[
    "|",
    ">",
    "|2\n",
    "|+\n\n\n",
    ">-\n a\n  b\n",
    "|9\n a",
    "|0\n",
    "|-+\n",
    "|\n\ta\n",
    "> # x\n",
    "a: |\n b\na: >\n c\n",
    "|#",
    ">1-\n",
  ],
  ...[
    "yes",
    "no",
    "on",
    "null",
    "~",
    "0o7",
    "010",
    "0x1f",
    "1_000",
    "1:30",
    ".inf",
    "-.INF",
    ".nan",
    "1e400",
    "12345678901234567890",
    "=",
    "0b1",
  ],
  ...[
    "[a: b]",
    "{a, b: }",
    "{a: [b, {c]}",
    "[? a]",
    '{"a":b}',
    "{a:b}",
    "[a\nb: c]",
    "{? a : b}",
    "[,,]",
    "{: a}",
    "[a]: b",
    "{a: b}: c",
    "[- a]",
    "{a: -}",
  ],
  ...[
    "# x",
    "#",
    " #",
    "a #b",
    "a: #b\n",
    "@a",
    "`a`",
    "%a",
    "a: 'b",
    'a: "b',
    "a: 'b''c'",
    "a\n b\n c: d",
    "\ta: b",
    "a:\tb",
    "a: b\n\tc",
  ],
  ...[
    "__proto__: a",
    "constructor: {prototype: x}",
    "a: 1\na: 2\n",
    "? [a]\n: b\n",
    "null: a",
    "1: a",
    "true: b",
    '"": a',
    "? |\n a\n: b\n",
  ],
  // Our own keys
  ...[
    "id",
    "run",
    "schedule",
    "every 5 minutes",
    "tasks",
    "defaults",
    "needs",
    "when",
    "dates",
    "2026-12-24",
    "env",
    "window",
    "02:00-04:00",
  ],
];
