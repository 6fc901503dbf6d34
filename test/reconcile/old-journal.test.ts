import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { makeTaskRepository } from "../cli/task-repository.ts";

/** The tables of version 1, as they have always been: there has been no other yet, and so there is no step between two. */
const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE tasks (task TEXT PRIMARY KEY, memory TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE runs (
    id TEXT PRIMARY KEY, task TEXT NOT NULL, seq INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'active', 'ended')),
    wanted TEXT, definition TEXT, progress TEXT, record TEXT, status TEXT, ended_at INTEGER,
    published INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX runs_open ON runs (state) WHERE state <> 'ended';
  CREATE INDEX runs_unpushed ON runs (published, seq) WHERE state = 'ended' AND published < 2;
  CREATE INDEX runs_by_task ON runs (task, seq);
  CREATE INDEX runs_by_seq ON runs (seq);
  CREATE TABLE revisions (
    id TEXT PRIMARY KEY, sha TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, published INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX revisions_by_seq ON revisions (seq);
  CREATE INDEX revisions_by_sha ON revisions (sha, seq);
  CREATE INDEX revisions_unpushed ON revisions (published, seq) WHERE published < 2;
  PRAGMA user_version = 1;
`;

const noon = Date.UTC(2026, 10, 20, 12);
const ended = "20261120T110000Z-0000000001";
const active = "20261120T115900Z-0000000002";
const waiting = "20261120T115930Z-0000000003";

/** What an early runner remembered of a task: no starts, no CPU times, no conditions, no outcomes. */
const memory = (task: string): object => ({
  task,
  firstApplied: noon - 7_200_000,
  scheduledSince: noon - 7_200_000,
  scheduleKey: "",
  digest: "",
  cursor: noon - 7_200_000,
  setBacks: 0,
  failures: 0,
  durationsMs: [500],
});

/** No facts, no outputs, no rollback, no parameters. */
const record = {
  end: {
    id: ended,
    task: "early",
    status: "success",
    reason: "exit-0",
    detail: "",
    slot: noon - 3_600_000,
    trigger: { kind: "schedule" },
    wantedAt: noon - 3_600_000,
    firstSeen: noon - 3_600_000,
    seq: 2,
    startedAt: noon - 3_600_000,
    endedAt: noon - 3_599_500,
    attempts: [
      {
        number: 1,
        startedAt: noon - 3_600_000,
        endedAt: noon - 3_599_500,
        exit: { kind: "exited", code: 0 },
        resources: { userMs: 3, systemMs: 2 },
      },
    ],
  },
  definition: { file: "tasks.d/early.toml", line: 1, priority: "medium" },
  memory: memory("early"),
};

/** As it was understood before there were secrets, isolation, parameters, protected paths, outputs, requirements and dry runs. */
const definition = {
  id: "early",
  tags: [],
  enabled: true,
  schedules: [],
  timezone: "UTC",
  triggers: [],
  jitterMs: 0,
  windows: [],
  blackouts: [],
  cooldownMs: 0,
  otherwise: "skip",
  catchUp: { policy: "none" },
  needs: [],
  command: { kind: "text", text: 'echo "as it was, dry=$RUNNER_DRY_RUN"' },
  shell: ["bash", "-euo", "pipefail", "{}"],
  workspace: "snapshot",
  workdir: ".",
  env: [],
  inheritEnv: [],
  timeoutMs: 60_000,
  killAfterMs: 10_000,
  retry: { attempts: 1, delayMs: 0, backoff: "fixed", jitter: 0, onLost: false },
  overlap: "skip",
  locks: [],
  priority: "medium",
  impact: [],
  effort: {},
  successExitCodes: [0],
  hosts: [],
  file: "tasks.d/early.toml",
  line: 1,
  digest: "",
  written: { run: 'echo "as it was, dry=$RUNNER_DRY_RUN"' },
};

function wanted(id: string, task: string, seq: number, trigger: object): string {
  const at = noon - 60_000;
  const { force, withNeeds } = { force: false, withNeeds: false };
  return JSON.stringify({ id, task, trigger, force, withNeeds, wantedAt: at, firstSeen: at, seq, rootSeq: seq });
}

test("a journal of the first runners is gone on from: its past is shown, its runs go on, its reports are made", async () => {
  const repository = makeTaskRepository();
  const sha = repository.commit({
    "tasks.d/early.toml": 'run = "echo otherwise by now"\n',
    "tasks.d/asked.toml": 'run = "echo asked"\n',
  });
  const stateDir = join(repository.dir, ".git/runner");
  mkdirSync(stateDir, { mode: 0o700 });
  const journal = new DatabaseSync(join(stateDir, "journal.db"));
  journal.exec(tables);
  journal.prepare("INSERT INTO meta VALUES ('applied', ?)").run(JSON.stringify({ sha, at: noon - 7_200_000 }));
  for (const task of ["early", "asked"])
    journal.prepare("INSERT INTO tasks VALUES (?, ?)").run(task, JSON.stringify(memory(task)));
  journal
    .prepare(
      "INSERT INTO runs (id, task, seq, state, record, status, ended_at) VALUES (?, 'early', 2, 'ended', ?, ?, ?)",
    )
    .run(ended, JSON.stringify(record), "success", record.end.endedAt);
  const progress = { revision: sha, attempt: 1, launch: 1, startedAt: noon, attempts: [] };
  journal
    .prepare(
      "INSERT INTO runs (id, task, seq, state, wanted, definition, progress) VALUES (?, 'early', 3, 'active', ?, ?, ?)",
    )
    .run(
      active,
      wanted(active, "early", 3, { kind: "needed-by", task: "asked", run: waiting }),
      JSON.stringify(definition),
      JSON.stringify({ ...progress, phase: { kind: "starting", since: noon } }),
    );
  journal
    .prepare("INSERT INTO runs (id, task, seq, state, wanted) VALUES (?, 'asked', 4, 'waiting', ?)")
    .run(waiting, wanted(waiting, "asked", 4, { kind: "request", id: "r1", by: "ada", reason: "because" }));
  journal.close();

  const before = JSON.parse((await repository.call("history --json")).out) as unknown[];
  expect(before).toMatchObject([{ id: ended, status: "success", durationMs: 500, trigger: { kind: "schedule" } }]);
  expect(before[0]).not.toHaveProperty("dryRun");
  expect(JSON.parse((await repository.call("status --json")).out)).toMatchObject({
    active: [{ id: active }],
    waiting: [{ id: waiting }],
  });
  expect((await repository.call("rollbacks --json")).out).toBe("[]\n");

  expect(await repository.call("reconcile")).toMatchObject({ code: 0 });

  const after = JSON.parse((await repository.call("history --json")).out) as { id: string }[];
  expect(new Map(after.map((run) => [run.id, run]))).toEqual(
    new Map([
      [ended, expect.objectContaining({ status: "success" })],
      [active, expect.objectContaining({ status: "success", task: "early" })],
      [waiting, expect.objectContaining({ status: "success", task: "asked" })],
    ]),
  );
  expect((await repository.call(`logs ${active}`)).out).toBe("as it was, dry=\n");
  const reports = repository.git("ls-tree", "-r", "--name-only", "runner/reports", "runs");
  for (const run of [ended, active, waiting]) expect(reports).toContain(`${run}.json`);
  expect(await repository.call("audit --verify")).toMatchObject({ code: 0 });
});
