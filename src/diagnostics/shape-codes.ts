import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { quote } from "./quote.ts";
import type { Span } from "./span.ts";

/** From values to keys that exist, with values of the right kind. */
export const shapeCodes = {
  "unknown-key": {
    severity: "error",
    means: "A key that does not exist in this place.",
    example: 'schedul = "daily at 02:00"',
    fix: "Correct its name, or remove it. The README's table has all keys.",
  },
  "misplaced-key": {
    severity: "error",
    means:
      "A key of the task below a TOML `[table]` line. In TOML such a line holds for everything that follows it, so the key became part of that table.",
    example: '[env]\nLANG = "C"\n\ntimeout = "3h"',
    fix: 'Move the key above the `[table]` line. If a variable is really called so, write `env = { timeout = "3h" }`.',
  },
  "missing-key": {
    severity: "error",
    means: "A key that must be there is not.",
    example: 'schedule = "daily at 02:00"   # and no run',
    fix: "Add it.",
  },
  "wrong-type": {
    severity: "error",
    means: "A value of the wrong kind: a number where text is due, text where a list is due.",
    example: "enabled: yes",
    fix: "Write the kind of value that the message asks for.",
  },
  "wrong-value": {
    severity: "error",
    means: "A value of the right kind that is not among those allowed.",
    example: 'priority = "urgent"',
    fix: "Choose one of those that the message lists.",
  },
  "out-of-range": {
    severity: "error",
    means: "A number too small or too large, or a list that must not be empty.",
    example: "retry = { attempts = 0 }",
    fix: "Keep within the bounds that the message gives.",
  },
  "bad-duration": {
    severity: "error",
    means: "Not a duration. Durations are texts like `500ms`, `90s`, `15m`, `1h30m`, `7d`, or ISO 8601 `PT15M`.",
    example: "timeout = 300",
    fix: 'Add the unit: `timeout = "300s"`.',
  },
  "bad-size": {
    severity: "error",
    means: "Not a size. Sizes are texts like `64K`, `200M`, `2GiB`.",
    example: "log_bytes = 65536",
    fix: 'Add the unit: `log_bytes = "64K"`.',
  },
  "bad-id": {
    severity: "error",
    means:
      "Not a task's name: lower-case letters, digits, `.`, `_`, `-`, at most 63, the first a letter or digit. Without an `id` the file's name counts.",
    example: 'id = "Nightly Backup"',
    fix: 'Write `id = "nightly-backup"`, or rename the file.',
  },
} as const satisfies CodeTable;

const make = makerOf(shapeCodes);

/** `where`: "a task", "[retry]". */
export function unknownKey(span: Span, of: { key: string; where: string; hint: string | undefined }): Diagnostic {
  return make("unknown-key", { span, message: `${quote(of.key)} is not a key of ${of.where}.`, hint: of.hint });
}

/** `header` is the table's line without brackets: `env`, `tasks.retry`. */
export function misplacedKey(span: Span, of: { key: string; header: string; headerSpan: Span }): Diagnostic {
  return make("misplaced-key", {
    span,
    message: `\`${of.key}\` is a key of the task, but here it is part of [${of.header}].`,
    hint: `Move it above [${of.header}]: in TOML a [table] line holds for everything that follows it.`,
    related: [{ message: `[${of.header}] begins here`, span: of.headerSpan }],
  });
}

/** `where`: "a task", "`suspend`". */
export function missingKey(span: Span, of: { key: string; where: string; hint: string | undefined }): Diagnostic {
  return make("missing-key", { span, message: `\`${of.key}\` is missing from ${of.where}.`, hint: of.hint });
}

/** `wanted`, `got`: "a list of texts", "a number". */
export function wrongType(
  span: Span,
  of: { key: string; wanted: string; got: string; hint: string | undefined },
): Diagnostic {
  return make("wrong-type", { span, message: `${quote(of.key)} must be ${of.wanted}, not ${of.got}.`, hint: of.hint });
}

/** `wanted`: "one of fixed, exponential"; `got` as written, in quotes. */
export function wrongValue(
  span: Span,
  of: { key: string; wanted: string; got: string; hint: string | undefined },
): Diagnostic {
  return make("wrong-value", { span, message: `${quote(of.key)} must be ${of.wanted}, not ${of.got}.`, hint: of.hint });
}

/** `wanted`: "at least 1". */
export function outOfRange(span: Span, of: { key: string; wanted: string; got: string }): Diagnostic {
  return make("out-of-range", { span, message: `${quote(of.key)} must be ${of.wanted}, not ${of.got}.` });
}

export function badDuration(span: Span, of: { key: string; wanted: string; got: string; hint: string }): Diagnostic {
  return make("bad-duration", {
    span,
    message: `${quote(of.key)} must be ${of.wanted}, not ${of.got}.`,
    hint: of.hint,
  });
}

export function badSize(span: Span, of: { key: string; wanted: string; got: string; hint: string }): Diagnostic {
  return make("bad-size", { span, message: `${quote(of.key)} must be ${of.wanted}, not ${of.got}.`, hint: of.hint });
}

/** `meant`: the nearest id, if there is one. */
export function badId(span: Span, of: { id: string; fromFileName: boolean; meant: string | undefined }): Diagnostic {
  const meant = of.meant === undefined ? "" : `, such as "${of.meant}"`;
  return make("bad-id", {
    span,
    message: of.fromFileName
      ? `The task has no id of its own, and the file's name makes none: ${JSON.stringify(of.id)}.`
      : `${JSON.stringify(of.id)} is not an id.`,
    hint: `Ids are lower-case letters, digits, ".", "_" and "-", at most 63${meant}.${of.fromFileName ? " Rename the file, or set id." : ""}`,
  });
}
