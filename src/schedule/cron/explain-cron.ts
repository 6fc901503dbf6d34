import { closest } from "../../diagnostics/closest.ts";
import { quote } from "../parts/quote.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { dayNames, monthNames } from "./read-plain-cron.ts";

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: "second", least: 0, most: 59 },
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: monthNames },
  { name: "day of week", least: 0, most: 7, names: dayNames },
];

/** Says what is wrong with a pattern that croner refused, and what to write; croner's own words where we know no better. */
export function explainCron(written: string, refusal: string): Reading<never> {
  const shown = quote(written);
  const parts = written.trim().split(/\s+/);
  if (parts.length === 7)
    return problem(
      "bad-cron",
      `${shown} has seven fields`,
      "leave out the year: five fields, or six with the second first; for one single time write `at 2026-12-01T03:00`",
    );
  if (parts.length !== 5 && parts.length !== 6)
    return problem(
      "bad-cron",
      `${shown} has ${parts.length === 1 ? "one field" : `${parts.length} fields`}`,
      "write five fields, `minute hour day month weekday`, such as `0 2 * * 1-5`, or six with the second first",
    );
  const first = fields.length - parts.length;
  for (const [index, part] of parts.entries()) {
    const field = fields[first + index]!;
    for (const item of part.toLowerCase().split(",")) {
      const found = item.length > 40 ? undefined : explainItem(item, field);
      if (found) return problem("bad-cron", `${shown}, ${field.name}: ${found.message}`, found.hint);
    }
  }
  return problem(
    "bad-cron",
    `${shown} is not a cron pattern: ${refusal.slice(0, 120)}`,
    "see crontab(5) for what the fields may be",
  );
}

function explainItem(item: string, field: Field): { message: string; hint: string | undefined } | undefined {
  const { least, most, names } = field;
  const range = `${least}–${most}${names ? ` or a name, ${names[0]}–${names.at(-1)}` : ""}`;
  if (item === "") return { message: "a value is missing next to a comma", hint: "take the comma out" };
  const [, base = "", step] = /^([^/]*)(?:\/(.*))?$/.exec(item) ?? [];
  if (step !== undefined) {
    if (!/^\d+$/.test(step)) return { message: `the step "${step}" is not a number`, hint: "such as `*/5`" };
    if (Number(step) === 0) return { message: "a step of 0 goes nowhere", hint: "write 1 or more" };
    if (base === "") return { message: `"${item}" lacks what is stepped through`, hint: `write \`*/${step}\`` };
    if (/^\d+$/.test(base))
      return { message: `"${item}" has a step but no end`, hint: `write \`${base}-${most === 7 ? 6 : most}/${step}\`` };
    if (base === "*" && Number(step) > most)
      return { message: `a step of ${step} is longer than the field`, hint: `${field.name} goes ${range}` };
  }
  const ends = base.split("-");
  for (const end of ends) {
    if (/^\d+$/.test(end) && (Number(end) < least || Number(end) > most))
      return { message: `${end} is out of range`, hint: `${field.name} goes ${range}` };
    if (/^[a-z]{2,}$/.test(end) && !names?.includes(end) && !/^(lw|[a-z]{3}l)$/.test(end)) {
      const near = names && (closest(end.slice(0, 3), names) ?? closest(end, names));
      return { message: `"${end}" is not known here`, hint: near ? `did you mean "${near}"?` : `${range} is` };
    }
  }
  const [from, to] = ends.map((end) => (/^\d+$/.test(end) ? Number(end) : (names?.indexOf(end) ?? -1) + least));
  if (ends.length === 2 && from !== undefined && to !== undefined && from >= least && to >= least && from > to)
    return {
      message: `"${base}" runs backwards`,
      hint: `write both ends: \`${renderSpan(from, most === 7 ? 6 : most)},${renderSpan(least, to)}\``,
    };
  return undefined;
}

function renderSpan(from: number, to: number): string {
  return from === to ? String(from) : `${from}-${to}`;
}
