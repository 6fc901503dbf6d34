import type { FactKey, FactValue } from "../../model/condition.ts";
import { parseDuration } from "../../model/duration.ts";
import type { TaskId } from "../../model/ids.ts";
import { parseInstant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { FactTimeline } from "../../plan/index.ts";

/**
 * What a simulation takes for given about the host, as JSON: `{ "disk_usage(/var)": 95, "process(apt)": [{ "at":
 * "2026-11-20T02:00Z", "value": true }] }`. A value alone holds from the beginning; null is unknown. The names are those
 * that `runner facts` shows. Fails with a sentence.
 */
export function parseFacts(text: string): Result<FactTimeline, string> {
  const table = parseTable(text);
  if (!table.ok) return table;
  const timeline = new Map<FactKey, { at: number; value: FactValue }[]>();
  for (const [key, written] of Object.entries(table.value)) {
    const list = Array.isArray(written) ? (written as unknown[]) : [{ at: undefined, value: written }];
    const entries = list.map((one) => parseEntry(one));
    if (entries.some((entry) => entry === undefined))
      return failure(`${JSON.stringify(key)} is neither a value nor a list of { "at": moment, "value": value }`);
    timeline.set(
      key as FactKey,
      entries.flatMap((entry) => entry ?? []).sort((a, b) => a.at - b.at),
    );
  }
  return ok(timeline);
}

/** How long runs take: `{ "backup": "20m" }`. Fails with a sentence. */
export function parseDurations(text: string): Result<ReadonlyMap<TaskId, number>, string> {
  const table = parseTable(text);
  if (!table.ok) return table;
  const durations = new Map<TaskId, number>();
  for (const [task, written] of Object.entries(table.value)) {
    const durationMs = typeof written === "string" ? parseDuration(written) : undefined;
    if (durationMs === undefined) return failure(`${JSON.stringify(task)} has no duration such as "20m"`);
    durations.set(task as TaskId, durationMs);
  }
  return ok(durations);
}

function parseTable(text: string): Result<Readonly<Record<string, unknown>>, string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return ok(value as Readonly<Record<string, unknown>>);
    return failure("it is no JSON object");
  } catch (error) {
    return failure(`it is no JSON: ${(error as Error).message}`);
  }
}

function parseEntry(written: unknown): { at: number; value: FactValue } | undefined {
  if (typeof written !== "object" || written === null) return undefined;
  const { at, value } = written as { at?: unknown; value?: unknown };
  const moment = at === undefined ? -Infinity : typeof at === "string" ? parseInstant(at) : undefined;
  const known = parseValue(value);
  return moment === undefined || known === undefined ? undefined : { at: moment, value: known };
}

function parseValue(value: unknown): FactValue | undefined {
  if (value === null) return { kind: "unknown", why: "so it was given" };
  if (typeof value === "boolean") return { kind: "boolean", value };
  return typeof value === "number" ? { kind: "number", value } : undefined;
}
