import type { EndRecord } from "../model/decision.ts";
import type { Attempt, RunEnd } from "../model/run.ts";
import { optional } from "./optional.ts";
import { decodeMemory } from "./read-snapshot.ts";

/** Reads an end back, with the keys that JSON left out. */
export function decodeRecord(text: string): EndRecord {
  const record = { ...optional<EndRecord>(["definition", "memory", "nextSlot"]), ...(JSON.parse(text) as EndRecord) };
  const end: RunEnd = {
    ...optional<RunEnd>(["slot", "startedAt", "revision", "missed"]),
    ...{ facts: [] },
    ...record.end,
  };
  return {
    ...record,
    memory: record.memory && decodeMemory(JSON.stringify(record.memory)),
    end: { ...end, attempts: end.attempts.map((attempt) => ({ ...optional<Attempt>(["ended"]), ...attempt })) },
  };
}
