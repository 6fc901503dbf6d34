import { parseDuration } from "../model/duration.ts";
import type { Instant } from "../model/instant.ts";
import { parseInstant } from "../model/instant.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import type { Call } from "./verb.ts";
import { textOption } from "./verb.ts";

/** An option's value, or that it was not to be understood, which has been told. */
export type Read<T> = { readonly value: T } | { readonly bad: true };

/** An instant such as 2026-11-20T02:00Z; `fallback` where the option is not given. */
export function readInstant<T>(call: Call, name: string, fallback: T): Read<Instant | T> {
  const text = textOption(call, name);
  if (text === undefined) return { value: fallback };
  const value = parseInstant(text);
  if (value !== undefined) return { value };
  call.io.err(
    `runner: --${name}: "${escapeTerminal(text)}" is no moment. Write it with its zone: 2026-11-20T02:00Z, 2026-11-20T03:00+01:00\n`,
  );
  return { bad: true };
}

/** `--since`: a moment, or how long ago that was. */
export function readSince(call: Call): Read<Instant | undefined> {
  const text = textOption(call, "since");
  if (text === undefined) return { value: undefined };
  const ageMs = parseDuration(text);
  const instant = ageMs === undefined ? parseInstant(text) : call.io.now() - ageMs;
  if (instant !== undefined) return { value: instant };
  call.io.err(
    `runner: --since: "${escapeTerminal(text)}" is neither a length of time nor a moment. Write 24h, 7d or 2026-11-20T00:00Z\n`,
  );
  return { bad: true };
}

/** A whole number from 1 to 100,000. */
export function readCount(call: Call, name: string, fallback: number): Read<number> {
  const text = textOption(call, name);
  if (text === undefined) return { value: fallback };
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= 1 && value <= 100_000) return { value };
  call.io.err(`runner: --${name}: "${escapeTerminal(text)}" is not a whole number from 1 to 100000\n`);
  return { bad: true };
}
