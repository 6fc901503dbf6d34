import type { EndRecord, RunDefinition } from "../../src/model/decision.ts";
import { factKeyOf, type Fact } from "../../src/model/condition.ts";
import { runId, sha, taskId } from "../../src/model/ids.ts";
import { parseInstant } from "../../src/model/instant.ts";
import type { EndMark, TaskMemory } from "../../src/model/memory.ts";
import type { RevisionEvent } from "../../src/model/revision.ts";
import type { Attempt, RunEnd } from "../../src/model/run.ts";
import type { renderRunCommit } from "../../src/report/index.ts";

/** An instant from text, for rows of tables. */
export function at(text: string): number {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`not an instant: ${text}`);
  return instant;
}

export const slot = at("2026-11-20T02:00:00Z");
export const revision = sha("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d");

const definition: RunDefinition = {
  file: "tasks.d/backup.toml",
  line: 3,
  description: "Nightly copy of /etc and /home",
  category: "backup",
  priority: "high",
};

export function makeAttempt(of: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    startedAt: slot + 40,
    endedAt: slot + 12_340,
    exit: { kind: "exited", code: 0 },
    ended: undefined,
    resources: {
      userMs: 8100,
      systemMs: 950,
      peakMemoryBytes: 43_008_000,
      peakMemoryMeasured: "sampled",
      outputBytes: 26,
    },
    ...of,
  };
}

export function makeEnd(of: Partial<RunEnd> = {}): RunEnd {
  return {
    id: runId("20261120T020000Z-0123456789"),
    task: taskId("daily-backup"),
    status: "success",
    reason: "exit-0",
    detail: "",
    slot,
    trigger: { kind: "schedule" },
    wantedAt: slot,
    firstSeen: slot,
    seq: 7,
    startedAt: slot + 40,
    endedAt: slot + 12_340,
    attempts: [makeAttempt()],
    revision,
    facts: [],
    missed: undefined,
    ...of,
  };
}

type RunInput = Parameters<typeof renderRunCommit>[0];

export function makeInput(record: Partial<EndRecord> = {}, of: Partial<Omit<RunInput, "record">> = {}): RunInput {
  const output = Buffer.from("copied 1204 files\n41 MB/s\n");
  return {
    record: { end: makeEnd(), definition, memory: makeMemory(), nextSlot: slot + 86_400_000, ...record },
    host: "web1",
    log: { head: output, tail: new Uint8Array(), bytes: output.length },
    logBytes: 65_536,
    runnerVersion: "0.1.0",
    ...of,
  };
}

export function makeMark(of: Partial<EndMark> = {}): EndMark {
  return {
    run: runId("20261119T020000Z-9876543210"),
    slot: slot - 86_400_000,
    seq: 3,
    at: slot - 86_388_000,
    status: "success",
    reason: "exit-0",
    durationMs: 11_960,
    ...of,
  };
}

export function makeMemory(of: Partial<TaskMemory> = {}): TaskMemory {
  return {
    task: taskId("daily-backup"),
    firstApplied: 0,
    scheduledSince: 0,
    scheduleKey: "",
    digest: "",
    dormant: undefined,
    cursor: slot,
    setBacks: 0,
    lastEnd: undefined,
    lastRun: undefined,
    lastSuccess: undefined,
    failures: 0,
    paused: undefined,
    starts: [],
    cpuTimes: [],
    lastBoot: undefined,
    conditions: {},
    outcomes: [],
    durationsMs: [],
    ...of,
  };
}

const neverRan = { status: "skipped", startedAt: undefined, attempts: [] } as const;
const justNow = makeMark({ run: runId("20261120T020000Z-0123456789"), slot, at: slot + 12_340 });
const succeeded = makeMemory({ lastEnd: justNow, lastRun: justNow, lastSuccess: justNow });
const failing = makeMemory({ lastSuccess: makeMark(), failures: 1 });

const diskUsage: Fact = {
  key: factKeyOf({ kind: "disk_usage", path: "/var" }),
  value: { kind: "number", value: 93.1 },
  at: slot - 2000,
};
const runsApt = { key: factKeyOf({ kind: "process", name: "apt" }), at: slot - 1500 };

/** One row per kind of end: what people will see most. */
export const ends: Record<string, RunInput> = {
  success: makeInput({ memory: succeeded }),
  "failure-after-3-attempts": makeInput({
    end: makeEnd({
      status: "failed",
      reason: "exit-1",
      detail:
        "The command ended with exit code 1 in each of 3 attempts; the last lines of the log say: rsync: connection unexpectedly closed",
      endedAt: slot + 200_040,
      attempts: [
        makeAttempt({ exit: { kind: "exited", code: 1 } }),
        makeAttempt({
          number: 2,
          startedAt: slot + 42_340,
          endedAt: slot + 102_340,
          exit: { kind: "signalled", signal: "SIGTERM" },
          ended: "timeout",
          resources: { userMs: 10, systemMs: 2, outputBytes: 0 },
        }),
        makeAttempt({
          number: 3,
          startedAt: slot + 162_340,
          endedAt: slot + 200_040,
          exit: { kind: "exited", code: 1 },
        }),
      ],
    }),
    memory: { ...failing, failures: 3, paused: { reason: "3 failures in a row", at: slot + 200_040, by: "failures" } },
  }),
  skip: makeInput({
    end: makeEnd({
      ...neverRan,
      reason: "overlap",
      detail: "The run of 2026-11-20T01:00:00Z is still active.",
      endedAt: slot,
    }),
    memory: { ...failing, failures: 0 },
  }),
  "missed-stretch": makeInput({
    end: makeEnd({
      ...neverRan,
      reason: "missed",
      detail: "The runner was away.",
      missed: { first: slot, last: slot + 13 * 3_600_000, count: 14 },
      firstSeen: slot + 14 * 3_600_000,
      endedAt: slot + 14 * 3_600_000,
    }),
  }),
  lost: makeInput({
    end: makeEnd({
      status: "lost",
      reason: "lost",
      detail: "Its process is gone and left no exit status; the machine was probably restarted.",
      attempts: [makeAttempt({ exit: { kind: "lost" }, resources: {} })],
    }),
    memory: failing,
  }),
  cancelled: makeInput({
    end: makeEnd({
      status: "cancelled",
      reason: "cancelled",
      detail: "Cancelled by alice: disk is needed elsewhere",
      attempts: [makeAttempt({ exit: { kind: "signalled", signal: "SIGTERM" }, ended: "cancelled" })],
    }),
  }),
  "check-skip": makeInput({
    end: makeEnd({
      status: "skipped",
      reason: "check",
      detail: "Its check ended with exit code 3.",
      endedAt: slot + 90,
      attempts: [makeAttempt({ endedAt: slot + 90, exit: { kind: "check", code: 3 }, resources: { outputBytes: 26 } })],
    }),
  }),
  request: makeInput({
    end: makeEnd({
      slot: undefined,
      trigger: { kind: "request", id: "r-7f3a", by: "alice", reason: "before the upgrade" },
    }),
    memory: succeeded,
  }),
  "needed-by": makeInput({
    end: makeEnd({
      slot: undefined,
      trigger: { kind: "needed-by", task: taskId("nightly-report"), run: runId("20261120T020000Z-aaaaaaaaaa") },
    }),
    memory: succeeded,
  }),
  "request-of-a-category": makeInput({
    end: makeEnd({
      slot: undefined,
      trigger: {
        kind: "request",
        id: "r-81c2",
        by: "helpdesk",
        reason: "Laptop of room 12 takes minutes to open a file",
        category: "Device Slow",
        confidence: 0.92,
      },
    }),
    memory: succeeded,
  }),
  "task-that-follows-a-failure": makeInput({
    end: makeEnd({
      task: taskId("tell-failure"),
      slot: undefined,
      trigger: {
        kind: "task",
        task: taskId("daily-backup"),
        run: runId("20261120T010000Z-aaaaaaaaaa"),
        status: "failed",
        reason: "exit-1",
        detail: "The command ended with exit code 1 in each of 3 attempts",
        endedAt: slot - 250,
        durationMs: 200_000,
        failures: 2,
      },
    }),
  }),
  condition: makeInput({
    end: makeEnd({
      slot: undefined,
      trigger: {
        kind: "condition",
        condition: "disk_usage(/var) above 90 and not process(apt)",
        facts: [diskUsage, { ...runsApt, value: { kind: "boolean", value: false } }],
      },
      facts: [{ key: factKeyOf({ kind: "system_load" }), value: { kind: "number", value: 0.25 }, at: slot }],
    }),
    memory: succeeded,
  }),
  "start-in-spite-of-an-unknown-fact": makeInput({
    end: makeEnd({
      facts: [
        { key: factKeyOf({ kind: "file", path: "/run/mounted" }), value: { kind: "boolean", value: true }, at: slot },
        { ...runsApt, value: { kind: "unknown", why: "/proc cannot be read:\npermission denied" } },
      ],
    }),
    memory: succeeded,
  }),
  "removed-task": makeInput({
    end: makeEnd({ ...neverRan, reason: "removed", detail: "Revision 1a2b3c4 no longer has this task." }),
    definition: undefined,
    memory: undefined,
    nextSlot: undefined,
  }),
};

export function makeEvent(of: Partial<RevisionEvent> = {}): RevisionEvent {
  return {
    revision: {
      sha: revision,
      subject: "Back up /srv as well",
      author: "Alice <alice@example.org>",
      committer: "Bob <bob@example.org>",
      committedAt: slot - 60_000,
      worktree: false,
    },
    state: "applied",
    at: slot,
    seq: 3,
    reason: "applied",
    detail: "",
    diagnostics: [],
    changes: { added: ["backup-srv", "check-srv"], changed: ["daily-backup"], removed: [] },
    ...of,
  };
}

/** One row per state of a revision. */
export const events: Record<string, RevisionEvent> = {
  applied: makeEvent({ changes: { added: ["backup-srv", "check-srv"], changed: ["daily-backup"], removed: ["old"] } }),
  rejected: makeEvent({
    state: "rejected",
    reason: "invalid",
    detail: "It has errors; the last good revision keeps running.",
    changes: { added: [], changed: [], removed: [] },
    diagnostics: [
      {
        code: "unknown-key",
        message: 'unknown key "shedule"; did you mean "schedule"?',
        file: "tasks.d/backup.toml",
        line: 4,
        column: 1,
      },
      { code: "cycle", message: "a needs b, b needs a", file: "tasks.d/b.yaml", line: 12, column: 9 },
    ],
  }),
  held: makeEvent({
    state: "held",
    reason: "mass-removal",
    detail: `It removes 24 of 26 tasks. To apply it all the same: runner resume --revision ${revision.slice(0, 7)}`,
    changes: { added: [], changed: [], removed: Array.from({ length: 24 }, (_, i) => `task-${i + 1}`) },
  }),
  superseded: makeEvent({
    state: "superseded",
    reason: "replaced",
    detail: "it was held when 2b3c4d5 came",
    by: sha("2b3c4d5e".repeat(5)),
  }),
};
