import type { EndRecord } from "../../../src/model/decision.ts";
import type { TaskId } from "../../../src/model/ids.ts";
import { makeRunId } from "../../../src/model/make-run-id.ts";
import type { EndMark, TaskMemory } from "../../../src/model/memory.ts";

export const host = "bench";
const hourMs = 3_600_000;
const beginning = Date.UTC(2026, 0, 1);

/** The end of run `number`: of an hourly task, good, in the given hour of what is measured. */
export function makeRecord(of: { number: number; task: TaskId; hour: number }): EndRecord {
  const { number, task } = of;
  const slot = beginning + of.hour * hourMs;
  const id = makeRunId({ host, task, at: slot, origin: "slot" });
  const startedAt = slot + 40;
  const endedAt = startedAt + 1234 + (number % 1000);
  const mark: EndMark = {
    run: id,
    slot,
    seq: number,
    at: endedAt,
    status: "success",
    reason: "exit-0",
    durationMs: endedAt - startedAt,
  };
  const memory: TaskMemory = {
    task,
    firstApplied: beginning,
    scheduledSince: beginning,
    scheduleKey: "cron 0 0 * * * * UTC",
    digest: "d41d8cd98f00b204e9800998ecf8427e",
    dormant: undefined,
    cursor: slot,
    setBacks: 0,
    lastEnd: mark,
    lastRun: mark,
    lastSuccess: mark,
    failures: 0,
    paused: undefined,
    starts: [],
    cpuTimes: [],
    lastBoot: undefined,
    conditions: {},
    outcomes: [true],
    durationsMs: [1234],
  };
  const exit = { kind: "exited", code: 0 } as const;
  const resources = { userMs: 310, systemMs: 42, peakMemoryBytes: 23_000_000, peakMemoryMeasured: "sampled" } as const;
  return {
    end: {
      id,
      task,
      status: "success",
      reason: "exit-0",
      detail: "",
      slot,
      trigger: { kind: "schedule" },
      wantedAt: slot,
      firstSeen: slot,
      seq: number,
      startedAt,
      endedAt,
      attempts: [{ number: 1, startedAt, endedAt, exit, ended: undefined, resources }],
      revision: "0123456789abcdef0123456789abcdef01234567" as never,
      facts: [],
      missed: undefined,
    },
    definition: {
      file: `tasks.d/${task}.toml`,
      line: 1,
      description: "Copies what changed in the last hour",
      category: "backup",
      priority: "medium",
    },
    memory,
    nextSlot: slot + hourMs,
  };
}

/** What that run printed. */
export function makeLog(number: number): Buffer {
  return Buffer.from(Array.from({ length: 20 }, (_, line) => `${number}: copied file ${line} of 20\n`).join(""));
}
