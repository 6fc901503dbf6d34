import type { CodeTable } from "./code-table.ts";
import { makerOf } from "./code-table.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { quote } from "./quote.ts";
import type { Span } from "./span.ts";

/** What wants a task run besides its schedule, and what may hold it back. */
export const conditionCodes = {
  "unknown-event": {
    severity: "error",
    means: "An event in `on` or `schedule` that the runner does not know, or a table that names none or several.",
    example: 'on = ["reboot"]',
    fix: 'Write `boot`, `boot+5m`, `shutdown`, `login`, `condition:disk_usage:/var:90`, or a table such as `{ task = "db-dump" }`.',
  },
  "never-true": {
    severity: "error",
    means: "A condition that nothing can meet: above one value and below a smaller one.",
    example: "when = { cpu_usage = { above = 90, below = 50 } }",
    fix: "Exchange the two, or say `any` of two conditions.",
  },
  "unlikely-percentage": {
    severity: "warning",
    means: "A percentage between 0 and 1. Percentages are numbers from 0 to 100, so 0.9 is less than one per cent.",
    example: "when = { disk_usage = 0.9 }",
    fix: "Write 90 for ninety per cent.",
  },
  "bad-window": {
    severity: "error",
    means: "Hours or days of a `window` or `blackout` that cannot be read, or a table with neither.",
    example: 'window = "2-4"',
    fix: 'Write `"02:00-04:00"`, or `{ hours = "22:00-05:00", days = "mon-fri" }`.',
  },
  "bad-rate": {
    severity: "error",
    means: "Not a rate: a count, a slash, and a unit or a duration.",
    example: "rate = 3",
    fix: "Write `3/h`, `10/d` or `1/15m`.",
  },
  "unknown-calendar": {
    severity: "error",
    means: "A `blackout` names a calendar that is not in the folder calendars/.",
    example: 'blackout = "holidys"',
    fix: "Correct the name, or add calendars/NAME.toml.",
  },
  "duplicate-calendar": {
    severity: "error",
    means: "Two files make one calendar: the name counts without its ending.",
    example: "calendars/holidays.toml and calendars/holidays.yaml",
    fix: "Remove or rename one of them.",
  },
} as const satisfies CodeTable;

const make = makerOf(conditionCodes);

/** `message`: a whole sentence. */
export function unknownEvent(span: Span, message: string, hint: string): Diagnostic {
  return make("unknown-event", { span, message, hint });
}

export function neverTrue(span: Span, key: string, of: { above: string; below: string }): Diagnostic {
  return make("never-true", {
    span,
    message: `${quote(key)} is never true: nothing is above ${of.above} and below ${of.below}.`,
    hint: "Exchange the two, or say `any` of two conditions.",
  });
}

export function unlikelyPercentage(span: Span, key: string, value: number): Diagnostic {
  return make("unlikely-percentage", {
    span,
    message: `${quote(key)} is ${value} per cent: percentages are 0–100.`,
    hint: `Write ${Number((value * 100).toFixed(6))} if you mean ${Number((value * 100).toFixed(6))} %.`,
  });
}

/** `message`: a whole sentence. */
export function badWindow(span: Span, message: string, hint: string): Diagnostic {
  return make("bad-window", { span, message, hint });
}

export function badRate(span: Span, of: { key: string; got: string; meant: string | undefined }): Diagnostic {
  return make("bad-rate", {
    span,
    message: `${quote(of.key)} must be a count and a stretch of time such as 3/h, not ${of.got}.`,
    hint: of.meant === undefined ? 'Write it like "3/h", "10/d" or "1/15m".' : `Write "${of.meant}".`,
  });
}

export function unknownCalendar(span: Span, name: string, meant: string | undefined): Diagnostic {
  return make("unknown-calendar", {
    span,
    message: `There is no calendar ${JSON.stringify(name)}.`,
    hint:
      meant === undefined
        ? 'Add it as calendars/NAME.toml, or write hours: "08:00-18:00".'
        : `Did you mean "${meant}"?`,
  });
}

export function duplicateCalendar(span: Span, name: string, first: Span): Diagnostic {
  return make("duplicate-calendar", {
    span,
    message: `There is another calendar "${name}".`,
    hint: "Remove or rename one of the files.",
    related: [{ message: `the other "${name}"`, span: first }],
  });
}
