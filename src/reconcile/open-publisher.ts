import type { State } from "../decide/index.ts";
import type { Executor } from "../execute/index.ts";
import type { Journal } from "../journal/index.ts";
import type { TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Fault } from "../model/fault.ts";
import { reportsBranch } from "../model/reports-branch.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { attestationNamespace, renderAttestation, renderAttested } from "../report/index.ts";
import type { Repository, TipSigner } from "../repository/index.ts";
import type { Log } from "./log.ts";
import type { Publisher } from "./publisher.ts";
import { makePublisher } from "./publisher.ts";
import type { OnStep } from "../model/pass-step.ts";
import type { LogKeeper } from "./log-keeper.ts";
import { rememberPushes } from "./remember-pushes.ts";
import { makeBatchRenderer } from "./render-batch.ts";
import type { Standing } from "./show-standings.ts";

export interface OpenPublisher {
  readonly stateDir: string;
  readonly repository: Repository;
  readonly journal: Journal;
  readonly executor: Executor;
  readonly keeper: LogKeeper;
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
  const branch = reportsBranch(settings);
  const reports = rememberPushes(
    of.repository.reports({ branch, remote, author: settings.reports.author, signer: makeSigner(settings) }),
    {
      ...of,
      branch,
      push: remote !== undefined,
      contains: (older, newer) => of.repository.isAncestor(older, newer),
    },
  );
  const renderer = makeBatchRenderer({
    now: of.now,
    host,
    version: of.version,
    logBytes: () => of.settings().reports.logBytes,
    journal: of.journal,
    executor: of.executor,
    reports,
    log: of.log,
    standings: (tasks) => listStandings(of.state, (tasks as readonly TaskId[] | undefined) ?? of.state.memories.keys()),
    lateGraceMs: () => of.settings().runner.lateGraceMs,
  });
  const publisher = makePublisher({
    now: of.now,
    journal: of.journal,
    reports,
    push: remote !== undefined,
    render: renderer.render,
    prove: renderer.prove,
    refresh: renderer.refresh,
    release: (records) =>
      of.keeper.putAway(records.flatMap((record) => (record.kind === "run" ? [record.record.end] : []))),
    log: of.log,
    onStep: of.onStep,
  });
  return ok(publisher);
}

function makeSigner({ host: { name }, reports: { signKey: key } }: Settings): TipSigner | undefined {
  if (key === "") return undefined;
  return {
    key,
    namespace: attestationNamespace,
    text: (tip) => renderAttested(name, tip),
    file: (tip, signature) => renderAttestation(name, tip, signature),
  };
}

function listStandings({ catalog, memories, nextSlot }: State, tasks: Iterable<TaskId>): readonly Standing[] {
  const standings: Standing[] = [];
  for (const task of tasks) {
    const definition = catalog?.tasks.get(task);
    const memory = memories.get(task);
    if (definition && memory) standings.push({ task, definition, memory, nextSlot: nextSlot.get(task) });
  }
  return standings;
}
