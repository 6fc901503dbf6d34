import type { State } from "../decide/index.ts";
import type { Executor } from "../execute/index.ts";
import type { Journal } from "../journal/index.ts";
import type { TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import type { BoardEntry } from "../report/index.ts";
import { makeBoardEntry } from "../report/index.ts";
import type { Repository } from "../repository/index.ts";
import type { Log } from "./log.ts";
import type { Publisher } from "./publisher.ts";
import { makePublisher } from "./publisher.ts";
import type { OnStep } from "../model/pass-step.ts";
import { makeBatchRenderer } from "./render-batch.ts";

export interface OpenPublisher {
  readonly repository: Repository;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly state: State;
  readonly settings: () => Settings;
  readonly version: string;
  readonly now: () => Instant;
  readonly log: Log;
  readonly onStep: OnStep;
}

/**
 * The publisher for the settings in force. A revision that names another branch or remote for reports gets another
 * publisher at the next poke; what is still in the journal goes there.
 */
export async function openPublisher(of: OpenPublisher): Promise<Result<Publisher, Fault>> {
  let named = JSON.stringify(of.settings().reports);
  const first = await makeOne(of);
  if (!first.ok) return first;
  let publisher = first.value;
  let renewed: Promise<void> = Promise.resolve();

  async function renew(): Promise<void> {
    const names = JSON.stringify(of.settings().reports);
    if (names === named) return;
    const next = await makeOne(of);
    if (!next.ok) {
      of.log.warn({ hint: next.error.hint }, next.error.what);
      return;
    }
    named = names;
    await publisher.stop();
    publisher = next.value;
  }

  function inTurn(): Promise<void> {
    if (JSON.stringify(of.settings().reports) !== named) renewed = renewed.then(renew);
    return renewed;
  }

  return ok({
    poke: () => void inTurn().then(() => publisher.poke()),
    settle: async () => {
      await inTurn();
      return publisher.settle();
    },
    stop: async () => {
      await renewed;
      await publisher.stop();
    },
  });
}

async function makeOne(of: OpenPublisher): Promise<Result<Publisher, Fault>> {
  const settings = of.settings();
  const { name: host } = settings.host;
  const found = settings.reports.push ? await of.repository.findRemote(settings.reports.remote) : ok(undefined);
  if (!found.ok) return found;
  const remote = found.value === undefined ? undefined : settings.reports.remote;
  const reports = of.repository.reports({
    branch: settings.reports.branch.replaceAll("{host}", host),
    remote,
    author: settings.reports.author,
  });
  const renderer = makeBatchRenderer({
    now: of.now,
    host,
    version: of.version,
    logBytes: () => of.settings().reports.logBytes,
    journal: of.journal,
    executor: of.executor,
    reports,
    standings: (tasks = [...of.state.memories.keys()]) => tasks.flatMap((task) => standing(of, host, task as TaskId)),
    lateGraceMs: () => of.settings().runner.lateGraceMs,
  });
  const publisher = makePublisher({
    journal: of.journal,
    reports,
    push: remote !== undefined,
    render: renderer.render,
    refresh: renderer.refresh,
    release: async (records) => {
      for (const { kind, id } of records) if (kind === "run") await of.executor.forget(id);
    },
    log: of.log,
    onStep: of.onStep,
  });
  return ok(publisher);
}

function standing(of: OpenPublisher, host: string, id: TaskId): readonly BoardEntry[] {
  const definition = of.state.catalog?.tasks.get(id);
  const memory = of.state.memories.get(id);
  if (!definition || !memory) return [];
  return [makeBoardEntry({ host, task: id, definition, memory, nextSlot: of.state.nextSlot.get(id) })];
}
