import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { badRate } from "../../diagnostics/condition-codes.ts";
import { badDuration, badId, badSize, wrongValue } from "../../diagnostics/shape-codes.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { Json } from "../../model/json.ts";
import { describeValue, suggestDuration, suggestId, suggestRate, suggestSize } from "./suggest-value.ts";

/** What a definition of the schemas (`#/$defs/<name>`) is called, and what to say of a value that is none. */
interface Kind {
  readonly wanted: string;
  readonly explain: (span: Span, key: string, value: Json) => Diagnostic;
}

function named(wanted: string, hint?: string): Kind {
  return { wanted, explain: (span, key, value) => wrongValue(span, { key, wanted, got: describeValue(value), hint }) };
}

function duration(wanted: string): Kind {
  return {
    wanted,
    explain: (span, key, value) =>
      badDuration(span, { key, wanted, got: describeValue(value), hint: suggestDuration(value) }),
  };
}

const size = "a size such as 64K or 2MiB";

export const kinds: Readonly<Partial<Record<string, Kind>>> = {
  duration: duration("a duration such as 90s, 15m or 1h30m"),
  durationOrNone: duration('a duration such as 90s, 15m or 1h30m, or "none"'),
  size: {
    wanted: size,
    explain: (span, key, value) =>
      badSize(span, { key, wanted: size, got: describeValue(value), hint: suggestSize(value) }),
  },
  id: {
    wanted: "an id",
    explain: (span, _, value) =>
      badId(span, { id: String(value), fromFileName: false, meant: suggestId(String(value)) }),
  },
  rate: {
    wanted: "a count and a stretch of time",
    explain: (span, key, value) => badRate(span, { key, got: describeValue(value), meant: suggestRate(value) }),
  },
  userName: named(
    "a user's name or number",
    'For example "postgres", "1000" in quotes, or "postgres:adm" for another group.',
  ),
  umask: named("three octal digits in quotes", 'For example "027": nothing for others, and no writing for the group.'),
  absolutePath: named("an absolute path", "Write it from /, for example /var/backups."),
  cpuShare: named("a share of the processor", 'Write "50%" of one processor, or 1.5 for one and a half.'),
  cpuQuota: named("a CPU time and a stretch of time", 'For example "2h/d": two hours a day.'),
  customCategory: named("custom: and a word in lower case", "For example custom:billing."),
  variableName: named("the name of a variable: letters, digits and _, not a digit first"),
  lockName: named("the name of a lock: letters, digits, `.`, `_` and `-`"),
  secretName: named("the name of a secret: letters, digits, `.`, `_` and `-`"),
  actionName: named("the name of an action: lower-case letters, digits and `-`"),
  hostPattern: named("a pattern for host names and labels", "For example web-*, or !web-3 to exclude one."),
  hostName: named("a host's name: letters, digits, `.`, `_` and `-`"),
  program: named("an absolute path, or the name of a program"),
  label: named("a label: letters, digits and `. _ - : = / @`"),
  branch: named("the name of a branch", "For example main, or runner/reports."),
  author: named("a name and an address", "For example runner <runner@localhost>."),
};
