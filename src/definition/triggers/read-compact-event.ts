import { closest } from "../../diagnostics/closest.ts";
import { unknownEvent } from "../../diagnostics/condition-codes.ts";
import { badDuration } from "../../diagnostics/shape-codes.ts";
import { parseDuration } from "../../model/duration.ts";
import type { EventTrigger } from "../../model/trigger.ts";
import type { EventWord } from "../../schedule/index.ts";
import { eventWords, findEventWord, parseSchedule } from "../../schedule/index.ts";
import { conditionKinds } from "../conditions/all-kinds.ts";
import { readCondition } from "../conditions/read-condition.ts";
import { suggestCondition } from "../conditions/suggest-condition.ts";
import type { At } from "../meaning/given.ts";
import { renderInline } from "../shape/render-inline.ts";
import { describeValue, suggestDuration } from "../shape/suggest-value.ts";
import type { WrittenCondition } from "../task-file.generated.ts";
import { makeConditionTrigger, makeTrigger } from "./make-trigger.ts";

/** What follows the word of an event, by the word: `rest` is `+5m` of `boot+5m`. Undefined: not understood. */
const readers: { readonly [Word in EventWord]: (at: At, rest: string) => EventTrigger | "told" | undefined } = {
  boot: readBoot,
  shutdown: (_, rest) => (rest === "" ? makeTrigger({ kind: "shutdown" }) : undefined),
  login: (_, rest) => (rest === "" ? makeTrigger({ kind: "login", user: undefined }) : undefined),
  condition: (at, rest) => readCompactCondition(at, rest),
};

/** `boot`, `boot+5m`, `shutdown`, `login`, `condition:disk_usage:/var:90`: as an item of `on`, or as a schedule. */
export function readCompactEvent(at: At, written: string): EventTrigger | undefined {
  const text = written.trim();
  const word = findEventWord(text);
  const event = word === undefined ? undefined : readers[word](at, text.slice(word.length).trim());
  if (event === "told") return undefined;
  if (event === undefined) {
    const message = `${describeValue(written)} is not an event.`;
    at.report(unknownEvent(at.span(), message, suggestEvent(text, word, at.span().source.path)));
  }
  return event;
}

function readBoot(at: At, rest: string): EventTrigger | "told" | undefined {
  const delay = rest === "" ? "0" : /^\+\s*(.+)$/.exec(rest)?.[1];
  if (delay === undefined) return undefined;
  const delayMs = parseDuration(delay);
  if (delayMs !== undefined) return makeTrigger({ kind: "boot", delayMs });
  const wanted = "boot+ and a duration such as 90s or 5m";
  at.report(badDuration(at.span(), { key: at.label, wanted, got: `"${delay}"`, hint: suggestDuration(delay) }));
  return "told";
}

function readCompactCondition(at: At, rest: string): EventTrigger | "told" | undefined {
  const [, kind = "", value = ""] = /^:\s*([a-z_]+)\s*:\s*(.*)$/i.exec(rest) ?? [];
  const written = Object.hasOwn(conditionKinds, kind)
    ? conditionKinds[kind as keyof typeof conditionKinds].compact?.read(value)
    : undefined;
  if (written === undefined) return undefined;
  const condition = readCondition(at, { [kind]: written } as WrittenCondition);
  return condition === undefined ? "told" : makeConditionTrigger(condition);
}

const compactKinds: ReadonlyMap<string, string> = new Map(
  Object.entries(conditionKinds).flatMap(([kind, { compact }]) => (compact ? [[kind, compact.example] as const] : [])),
);

function suggestEvent(text: string, word: EventWord | undefined, path: string): string {
  const usual = "Such as boot+5m, shutdown, login, condition:disk_usage:/var:90, or a table.";
  if (word === "login") {
    const user = /^login\W+([\w.-]+)$/i.exec(text)?.[1] ?? "…";
    return `For one user write ${renderInline({ login: { user } }, path)}`;
  }
  if (word === "boot") return "Write boot, or boot+5m.";
  if (word === "shutdown") return "Write shutdown.";
  const condition = suggestCondition(text);
  if (condition !== undefined) return `Write ${renderInline({ condition }, path)}`;
  const kind = /^(?:condition)?:?\s*([a-z_]+)/i.exec(text)?.[1] ?? "";
  if (word === "condition") {
    const example = compactKinds.get(closest(kind, compactKinds.keys()) ?? "");
    const known = `Known here: ${[...compactKinds.keys()].join(", ")}; the others want a table.`;
    return example === undefined ? known : `Write it like condition:${example}`;
  }
  if (/^@?reboot$/i.test(text)) return "Write boot.";
  const near = closest(/^[a-z]*/i.exec(text)![0], Object.keys(eventWords)) as EventWord | undefined;
  if (near !== undefined) return `Did you mean "${near}"? Such as ${eventWords[near]}`;
  return parseSchedule(text, "UTC").ok ? "That is a time: it belongs to `schedule`." : usual;
}
