import type { DatabaseSync } from "node:sqlite";
import type { Active, AskedWait, EndMark, Pause, Snapshot, TaskMemory } from "../model/memory.ts";
import type { Wanted } from "../model/run.ts";
import { decodeTask } from "./encode-task.ts";
import { optional } from "./optional.ts";

/** Everything that the core needs to go on, as it was when the last transaction ended. */
export function readSnapshot(database: DatabaseSync): Snapshot {
  const open = database
    // By itself SQLite prefers the order of runs_by_seq, and goes through all that ever ran.
    .prepare(
      "SELECT state, wanted, definition, progress FROM runs INDEXED BY runs_open WHERE state <> 'ended' ORDER BY seq",
    )
    .all() as { state: string; wanted: string; definition: string | null; progress: string | null }[];
  const highest = database
    .prepare(
      "SELECT max((SELECT coalesce(max(seq), 0) FROM runs), (SELECT coalesce(max(seq), 0) FROM revisions)) AS seq",
    )
    .get() as { seq: number };
  const memories = database.prepare("SELECT memory FROM tasks ORDER BY task").all() as { memory: string }[];
  return {
    memories: memories.map(({ memory }) => decodeMemory(memory)),
    waiting: open.filter(({ state }) => state === "waiting").map(({ wanted }) => decodeWanted(wanted)),
    waits: open.flatMap(({ state, progress }) =>
      state === "waiting" && progress !== null ? [decodeWait(progress)] : [],
    ),
    active: open
      .filter(({ state }) => state === "active")
      .map(({ wanted, definition, progress }) => decodeActive(wanted, definition!, progress!)),
    seq: highest.seq,
    paused: readPause(database),
  };
}

/** What a journal of an earlier runner does not know. */
const sinceVersion1 = { starts: [], cpuTimes: [], conditions: {}, outcomes: [] };
const sinceVersion1Active = { facts: [], needed: [] };

/** JSON leaves out what is undefined; the model wants the keys there. */
export function decodeMemory(text: string): TaskMemory {
  const optionals = optional<TaskMemory>(["dormant", "lastEnd", "lastRun", "lastSuccess", "paused", "lastBoot"]);
  const memory = { ...optionals, ...sinceVersion1, ...(JSON.parse(text) as TaskMemory) };
  return {
    ...memory,
    dormant: memory.dormant && { until: memory.dormant.until },
    lastEnd: withSlot(memory.lastEnd),
    lastRun: withSlot(memory.lastRun),
    lastSuccess: withSlot(memory.lastSuccess),
  };
}

function withSlot(mark: EndMark | undefined): EndMark | undefined {
  return mark && { ...mark, slot: mark.slot };
}

function decodeWanted(text: string): Wanted {
  return { ...optional<Wanted>(["slot", "notBefore"]), ...(JSON.parse(text) as Wanted) };
}

function decodeWait(text: string): AskedWait {
  return { ...optional<AskedWait>(["since", "until"]), ...(JSON.parse(text) as AskedWait) };
}

function decodeActive(wanted: string, definition: string, progress: string): Active {
  return {
    ...optional<Active>(["revision", "mustEndBy"]),
    ...sinceVersion1Active,
    ...(JSON.parse(progress) as Active),
    wanted: decodeWanted(wanted),
    task: decodeTask(definition),
  };
}

function readPause(database: DatabaseSync): Pause | undefined {
  const row = database.prepare("SELECT value FROM meta WHERE key = 'paused'").get() as { value: string } | undefined;
  return row ? ((JSON.parse(row.value) as Pause | null) ?? undefined) : undefined;
}
