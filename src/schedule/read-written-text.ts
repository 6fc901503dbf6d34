import { closest } from "../diagnostics/closest.ts";
import { parseDuration } from "../model/duration.ts";
import { eventWords, findEventWord } from "./event-words.ts";
import { allForms } from "./forms/all-forms.ts";
import { isCronText, nicknames, readCronText } from "./forms/cron-form.ts";
import type { ScheduleForm } from "./forms/schedule-form.ts";
import { quote } from "./parts/quote.ts";
import type { Reading } from "./schedule-problem.ts";
import { problem } from "./schedule-problem.ts";

const forms: ReadonlyMap<string, ScheduleForm> = new Map(
  allForms.flatMap((form) => (form.readText ? [[form.word, form] as const] : [])),
);

/** What begins like which word. Events are not read here, but meant as often. */
const examples: ReadonlyMap<string, string> = new Map([
  ...[...forms].map(([word, { example }]) => [word, example] as const),
  ...Object.entries(eventWords),
]);

/** Reads a schedule written as text. Blanks and letter case do not matter. */
export function readWrittenText(written: string, zone: string): Reading {
  const text = written.trim().replace(/\s+/g, " ").toLowerCase();
  const word = /^[a-z]+/.exec(text)?.[0];
  const form = word === undefined ? undefined : forms.get(word);
  if (form) return form.readText!(text.slice(word!.length), zone);
  if (isCronText(text)) return readCronText(written.trim(), zone);
  if (findEventWord(text) !== undefined) {
    return problem("unknown-schedule", `${quote(written)} is an event, not a time`, "events of a task stand in `on`");
  }
  return problem("unknown-schedule", `${quote(written)} is not a schedule`, suggest(text, word));
}

function suggest(text: string, word: string | undefined): string {
  if (/^\d{1,2}:\d\d(:\d\d)?$/.test(text)) return `write \`daily at ${text.replace(/^\d:/, "0$&")}\``;
  if (/^\d{4}-\d\d-\d\d/.test(text)) return `write \`at ${text.toUpperCase()}\``;
  if (parseDuration(text) !== undefined && text !== "0") return `write \`every ${text}\``;
  if (word !== undefined && nicknames.has(`@${word}`)) return `write \`@${word}\``;
  const near = word === undefined ? undefined : closest(word, examples.keys());
  if (near) return `did you mean "${near}"? Such as \`${examples.get(near)!}\``;
  return `such as ${allForms.map((form) => `\`${form.example}\``).join(", ")}`;
}
