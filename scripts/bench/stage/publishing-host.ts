import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { State } from "../../../src/decide/index.ts";
import { advance, makeState } from "../../../src/decide/index.ts";
import { define } from "../../../src/definition/index.ts";
import { makeExecutor } from "../../../src/execute/index.ts";
import { Journal } from "../../../src/journal/index.ts";
import type { Catalog } from "../../../src/model/catalog.ts";
import type { EndRecord } from "../../../src/model/decision.ts";
import type { Fault } from "../../../src/model/fault.ts";
import type { TaskId } from "../../../src/model/ids.ts";
import { sha } from "../../../src/model/ids.ts";
import { emptySnapshot } from "../../../src/model/memory.ts";
import type { Settings } from "../../../src/model/settings.ts";
import { keepsAYear } from "../../../src/model/unsaid.ts";
import type { Step } from "../../../src/model/pass-step.ts";
import type { ReportCommit } from "../../../src/model/report-commit.ts";
import type { Result } from "../../../src/model/result.ts";
import { makeLogKeeper } from "../../../src/reconcile/log-keeper.ts";
import { openPublisher } from "../../../src/reconcile/open-publisher.ts";
import { renderRunCommit } from "../../../src/report/index.ts";
import type { Repository } from "../../../src/repository/index.ts";
import { openRepository } from "../../../src/repository/index.ts";
import { host, makeLog, makeRecord } from "./make-record.ts";
import { scheduledTasks } from "./scheduled-tasks.ts";
import { makeTaskRepository } from "./task-repository.ts";

const runnerVersion = "0.1.0";
const revision = sha("0123456789abcdef0123456789abcdef01234567");

/** A daemon's publisher with all that it has around it, but nothing that runs. */
export interface PublishingHost {
  readonly tasks: readonly TaskId[];
  /** What the publisher passed, and when. */
  readonly steps: readonly { readonly step: Step; readonly at: number }[];
  /** A run ends, and leaves behind what a run does. */
  end(record: EndRecord, number: number): void;
  /** Everything that has ended becomes commits. Milliseconds. */
  publish(): Promise<number>;
  stop(): Promise<void>;
}

/** So many tasks, each of which has run once, and been reported. */
export async function makePublishingHost(folder: string, count: number): Promise<PublishingHost> {
  const { dir, stateDir } = makeTaskRepository(folder, { "runner.toml": "" });
  const repository = get(await openRepository(dir));
  const catalog = makeCatalog(count);
  const tasks = [...catalog.tasks.keys()];
  const first = tasks.map((task, number) => makeRecord({ number, task, hour: 0 }));
  await beginBranch(repository, catalog, first);
  const journal = new Journal(join(stateDir, "journal.db"));
  recordRevision(journal, tasks);
  const executor = makeExecutor({ stateDir, now: Date.now, onEnded: () => undefined });
  const state = standAfter(catalog, first);
  const steps: { step: Step; at: number }[] = [];
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const settings = (): Settings => catalog.settings;
  const onStep = (step: Step): void => void steps.push({ step, at: performance.now() });
  const kept = { stateDir, journal, executor, settings, now: Date.now, log, onStep };
  const publisher = get(
    await openPublisher({
      ...kept,
      repository,
      state,
      keeper: makeLogKeeper({ ...kept, keepOf: () => keepsAYear }),
      version: runnerVersion,
    }),
  );
  return {
    tasks,
    steps,
    end: (record, number) => {
      state.memories.set(record.end.task, record.memory!);
      journal.record([{ kind: "end", record }]);
      const path = executor.logPath(record.end.id);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, makeLog(number));
    },
    publish: async () => {
      const before = performance.now();
      const fault = await publisher.settle();
      const ms = performance.now() - before;
      if (fault) throw new Error(fault.what);
      if (journal.countUnpublished() > 0) throw new Error("not all reports were published");
      return ms;
    },
    stop: async () => {
      await publisher.stop();
      executor.stop();
      journal.close();
    },
  };
}

function makeCatalog(count: number): Catalog {
  const files = Object.entries(scheduledTasks(count, "toml")).map(([path, text]) => ({
    path,
    bytes: Buffer.from(text),
  }));
  const { catalog } = define({
    files: { files, others: [], find: () => undefined },
    now: Date.now(),
    host: { name: host, file: undefined, env: {} },
  });
  if (!catalog) throw new Error("the tasks do not hold");
  return catalog;
}

/** The branch after the first run of each, in one commit: how it came about does not matter. */
async function beginBranch(repository: Repository, catalog: Catalog, first: readonly EndRecord[]): Promise<void> {
  const { branch, author } = catalog.settings.reports;
  const commits = first.map((record, number) => {
    const log = makeLog(number);
    const excerpt = { head: log, tail: new Uint8Array(), bytes: log.length };
    return renderRunCommit({ record, host, log: excerpt, logBytes: 65_536, runnerVersion });
  });
  const all: ReportCommit = { ...commits[0]!, files: commits.flatMap(({ files }) => files) };
  get(await repository.reports({ branch, remote: undefined, author }).commit([all]));
}

/** What the tasks came with, as the journal of a real host has it; long since published. */
function recordRevision(journal: Journal, tasks: readonly string[]): void {
  const at = Date.UTC(2026, 0, 1);
  const changes = { added: tasks, changed: [], removed: [] };
  const who = "bench <bench@localhost>";
  const described = {
    sha: revision,
    subject: "Tasks",
    author: who,
    committer: who,
    committedAt: at,
    worktree: false,
  };
  journal.recordRevision(
    { revision: described, state: "applied", at, seq: 0, reason: "applied", detail: "", diagnostics: [], changes },
    { sha: revision, at },
  );
  journal.markPublished(["revision-0"], 2);
}

function standAfter(catalog: Catalog, first: readonly EndRecord[]): State {
  const memories = first.map(({ memory }) => memory!);
  const now = Date.now();
  const state = makeState({ host: { name: host, labels: [] }, snapshot: { ...emptySnapshot, memories }, now });
  advance(state, { kind: "applied", now, catalog, revision });
  return state;
}

function silent(): void {
  // A fault is thrown by whoever asked.
}

function get<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(result.error.what);
  return result.value;
}
