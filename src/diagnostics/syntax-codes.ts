import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { quote } from "./quote.ts";
import type { Span } from "./span.ts";

/** From text to values. */
export const syntaxCodes = {
  "toml-syntax": {
    severity: "error",
    means: "The file is not TOML 1.0.",
    example: "run = echo hi",
    fix: 'Mind what the message says. Most often quotes are missing: `run = "echo hi"`.',
  },
  "yaml-syntax": {
    severity: "error",
    means: "The file is not YAML 1.2.",
    example: "run: echo: hi",
    fix: "Mind what the message says. A text with `: ` or ` #` in it wants quotes, or the `|` form.",
  },
  "duplicate-key": {
    severity: "error",
    means: "The same key is given twice in one table.",
    example: 'timeout = "1h"\ntimeout = "2h"',
    fix: "Keep one of them.",
  },
  "reserved-key": {
    severity: "error",
    means: "A key has a name that JavaScript objects are born with. No key of the runner is called so.",
    example: '[env]\n__proto__ = "x"',
    fix: "Choose another name.",
  },
  "not-a-table": {
    severity: "error",
    means: "A file must hold keys with values at its outermost level.",
    example: "- run: echo hi",
    fix: "Write `key: value` lines; a list of tasks goes under `tasks:`.",
  },
  "invalid-date": {
    severity: "error",
    means: "A date or time that does not exist.",
    example: "suspend = { until = 2026-02-30 }",
    fix: "Write one that the calendar has.",
  },
  "unsafe-integer": {
    severity: "error",
    means: "A whole number beyond 2^53 − 1 (9007199254740991), which cannot be kept exactly.",
    example: "env = { BIG = 9223372036854775808 }",
    fix: "Write it in quotes if a text is meant; else a smaller number.",
  },
  "too-many-keys": {
    severity: "error",
    means: "A file holds more than 10,000 keys.",
    example: "one file with 2,000 tasks",
    fix: "Split it into several files.",
  },
  "too-complex": {
    severity: "error",
    means: "A file holds more values, or deeper nested ones, than any task needs: a mistake, or an attack.",
    example: "a = [[[[[[[[[[[[[[…",
    fix: "Split the file, or nest less than 64 deep.",
  },
  "yaml-directive": {
    severity: "error",
    means: "A `%YAML` line that asks for another version than 1.2. In YAML 1.1, `yes` is true and `010` is eight.",
    example: "%YAML 1.1\n---\nrun: echo hi",
    fix: "Remove the line.",
  },
  "yaml-tag": {
    severity: "error",
    means:
      "A tag that is not one of YAML's own plain ones (`!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq`, `!!map`).",
    example: "run: !python/object echo hi",
    fix: "Remove the tag.",
  },
  "yaml-alias": {
    severity: "error",
    means:
      "An alias that names nothing, itself, or so much that the file would grow out of hand; or more than 1,000 aliases.",
    example: "run: *nothing",
    fix: "Write the value out, or put what tasks share under `defaults`.",
  },
  "yaml-documents": {
    severity: "error",
    means: "The file holds more than one YAML document.",
    example: "run: echo a\n---\nrun: echo b",
    fix: "Use a file for each, or one list under `tasks:`.",
  },
  "yaml-merge-key": {
    severity: "error",
    means: "`<<` merges tables in YAML 1.1 only; YAML 1.2, which the runner reads, has no such thing.",
    example: "env:\n  <<: *base",
    fix: "Put what tasks share under `defaults`, or write the keys out.",
  },
  "yaml-key": {
    severity: "error",
    means: "A key that is not text: a number, `true`, `null`, a list or a table.",
    example: "env:\n  1: one",
    fix: "Put the key in quotes if it is meant so.",
  },
} as const satisfies CodeTable;

const make = makerOf(syntaxCodes);

/** `problem`: a sentence without its full stop. */
export function tomlSyntax(span: Span, problem: string, hint?: string): Diagnostic {
  return make("toml-syntax", { span, message: `This is not valid TOML: ${problem}.`, hint });
}

export function yamlSyntax(span: Span, problem: string, hint?: string): Diagnostic {
  return make("yaml-syntax", { span, message: `This is not valid YAML: ${problem}.`, hint });
}

export function duplicateKey(span: Span, key: string, first: Span | undefined): Diagnostic {
  return make("duplicate-key", {
    span,
    message: `${quote(key)} is given a second time.`,
    hint: "Keep one of them.",
    related: first === undefined ? [] : [{ message: "first given here", span: first }],
  });
}

export function reservedKey(span: Span, key: string): Diagnostic {
  return make("reserved-key", {
    span,
    message: `${quote(key)} cannot be a key: the name is reserved.`,
    hint: "Choose another name.",
  });
}

export function notATable(span: Span, got: string): Diagnostic {
  return make("not-a-table", {
    span,
    message: `The file must hold keys with values, not ${got}.`,
    hint: "Write `key: value` lines; a list of tasks goes under `tasks:`.",
  });
}

export function invalidDate(span: Span, written: string): Diagnostic {
  return make("invalid-date", {
    span,
    message: `\`${written}\` is no date or time that exists.`,
    hint: "Write one that the calendar and the clock have, such as 2026-02-28 or 03:00:00.",
  });
}

export function unsafeInteger(span: Span, written: string): Diagnostic {
  return make("unsafe-integer", {
    span,
    message: `${clip(written)} is beyond 2^53 − 1 and cannot be kept exactly.`,
    hint: `Write "${clip(written)}" in quotes if a text is meant, else a smaller number.`,
  });
}

export function tooManyKeys(span: Span): Diagnostic {
  return make("too-many-keys", {
    span,
    message: "This file holds more than 10000 keys.",
    hint: "Split it into several files.",
  });
}

/** `what`: "nests more than 64 deep". */
export function tooComplex(span: Span, what: string): Diagnostic {
  return make("too-complex", { span, message: `This file ${what}.`, hint: "Split it, or write it more plainly." });
}

export function yamlDirective(span: Span, version: string): Diagnostic {
  return make("yaml-directive", {
    span,
    message: `YAML ${version} is not read; the runner reads YAML 1.2.`,
    hint: "Remove the %YAML line. In YAML 1.2, `yes` and `no` are texts: write true and false.",
  });
}

export function yamlTag(span: Span, tag: string): Diagnostic {
  return make("yaml-tag", { span, message: `The tag ${tag} is not known.`, hint: "Remove the tag." });
}

/** `problem`: a whole sentence. */
export function yamlAlias(span: Span, problem: string): Diagnostic {
  return make("yaml-alias", {
    span,
    message: problem,
    hint: "Write the value out, or put what tasks share under `defaults`.",
  });
}

/** `* * * * *` without quotes is what those write who know cron. `problem`: a whole sentence. */
export function yamlNoAlias(span: Span, problem: string): Diagnostic {
  return make("yaml-alias", { span, message: problem, hint: 'A text that begins with * or & wants quotes ("…").' });
}

export function yamlDocuments(span: Span): Diagnostic {
  return make("yaml-documents", {
    span,
    message: "A second YAML document begins here; a file holds one.",
    hint: "Use a file for each, or one list under `tasks:`.",
  });
}

export function yamlMergeKey(span: Span): Diagnostic {
  return make("yaml-merge-key", {
    span,
    message: "`<<` merges tables in YAML 1.1 only; the runner reads YAML 1.2.",
    hint: "Put what tasks share under `defaults`, or write the keys out.",
  });
}

export function yamlKey(span: Span, got: string): Diagnostic {
  return make("yaml-key", {
    span,
    message: `A key must be text, not ${got}.`,
    hint: "Put the key in quotes if it is meant so.",
  });
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
