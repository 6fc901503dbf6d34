import { setTimeout as sleep } from "node:timers/promises";
import type { HostInput } from "../definition/index.ts";
import { makeState } from "../decide/index.ts";
import { makeExecutor } from "../execute/index.ts";
import { makeFactReader } from "../facts/index.ts";
import type { Applied, Journal } from "../journal/index.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Fault } from "../model/fault.ts";
import type { Sha, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { RunEnd } from "../model/run.ts";
import type { Settings } from "../model/settings.ts";
import type { Keep } from "../model/task.ts";
import { keepsAYear } from "../model/unsaid.ts";
import { readDefinition } from "../catalog/index.ts";
import type { Repository } from "../repository/index.ts";
import { makeAppliedMemory } from "./applied-memory.ts";
import { canonicalUrl } from "./canonical-url.ts";
import { checkWriters } from "./check-writers.ts";
import { checkOrigin, remembersOther } from "./check-origin.ts";
import { Driver } from "./driver.ts";
import { findNewest } from "./find-newest.ts";
import { findUngranted } from "./find-ungranted.ts";
import { findTwins } from "./find-twins.ts";
import type { Lock } from "./hold-lock.ts";
import { renderHolder } from "./hold-lock.ts";
import { makeInspectRevision } from "./inspect-revision.ts";
import { lentHome } from "./lent-home.ts";
import { lendWorkspaces } from "./lent-workspaces.ts";
import type { Log } from "./log.ts";
import { makeLogKeeper } from "./log-keeper.ts";
import { openJournal } from "./open-journal.ts";
import { readBoot } from "../facts/read-boot.ts";
import { openPublisher } from "./open-publisher.ts";
import type { Publisher } from "./publisher.ts";
import { readFirstSettings } from "./read-settings.ts";
import type { OnStep } from "../model/pass-step.ts";
import type { SenseOptions } from "./senses/index.ts";
import { openStatuses } from "./statuses/open-statuses.ts";
import type { StatusTeller } from "./statuses/status-teller.ts";
import { staySmall } from "./stay-small.ts";
import { makePointSums } from "./point-sums.ts";
import { makeRollbackCommands } from "./rollback-command.ts";
import type { Tidied } from "./tidy/index.ts";
import { tidy } from "./tidy/index.ts";
import { realTimers } from "./timers.ts";
import { makeUndo } from "./undo-run.ts";
import { makeWorkspaces } from "./workspaces.ts";

export interface RunnerOptions {
  readonly repository: Repository;
  readonly stateDir: string;
  readonly host: HostInput;
  /** For whoever finds the lock taken. */
  readonly verb: string;
  readonly worktree: boolean;
  /** Serve requests only. */
  readonly ignoresSlots: boolean;
  readonly version: string;
  readonly now: () => Instant;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** For those who look on; see pass-step.ts. */
  readonly onStep?: OnStep;
  /** Told of every end, once the journal has it. */
  readonly onEnd?: (end: RunEnd) => void;
  /** Whether the host has little to do: then git may tidy up. */
  readonly isIdle?: () => boolean;
  /** A daemon's, where the host is not as others are. */
  readonly senses?: SenseOptions;
}

/** The one runner of its state folder, put together and holding the lock. */
export interface Runner {
  readonly driver: Driver;
  readonly journal: Journal;
  readonly publisher: Publisher;
  /** Tells the forge what becomes of commits; undefined: there is no remote, or only requests are served. */
  readonly statuses: StatusTeller | undefined;
  /** As in force at this moment. */
  readonly settings: () => Settings;
  /** The remote that is followed; undefined: the local branch is. */
  readonly remote: string | undefined;
  /** Takes over from the runner before. */
  begin(): Promise<void>;
  /** Removes copies of revisions that nothing uses any more. */
  sweep(): Promise<unknown>;
  /** Removes what is older than it is kept, or only says what would go. */
  tidy(dryRun: boolean): Promise<Result<Tidied, Fault>>;
  /** Lets go of everything; runs go on. */
  close(): Promise<void>;
}

const longestGoodbyeMs = 3000;

/** With the lock of its state folder, which is let go where it does not come to be, else by `close`. */
export async function openRunner(options: RunnerOptions, lock: Lock): Promise<Result<Runner, Fault>> {
  staySmall();
  const { stateDir, now, log, host, worktree, onStep = () => undefined } = options;
  const trusted = checkWriters(options);
  if (!trusted.ok) {
    lock.release();
    return trusted;
  }
  const opened = openJournal(stateDir);
  if (!opened.ok) {
    lock.release();
    return opened;
  }
  const { journal, past } = opened.value;
  const letGo = (fault: Fault): Result<never, Fault> => {
    journal.close();
    lock.release();
    return failure(fault);
  };
  const inForce = await readInForce({ ...options, applied: past.applied });
  let settings = inForce?.catalog.settings ?? (await readFirstSettings(options));
  const repository = settings.git.sshKey
    ? options.repository.reachedBy({ sshKey: settings.git.sshKey })
    : options.repository;
  const found = worktree ? ok(undefined) : await repository.findRemote(settings.git.remote);
  if (!found.ok) return letGo(found.error);
  const url = found.value;
  const remote = url === undefined ? undefined : settings.git.remote;
  if (url !== undefined && !options.ignoresSlots) warnOfTwins(options, url, settings);
  const place = canonicalUrl(url ?? repository.commonDir, repository.dir);
  const memory = worktree
    ? undefined
    : makeAppliedMemory({ repository: place, branch: settings.git.branch, env: options.env, log });
  const lentDir = lentHome(options.env, stateDir);
  const workspaces = makeWorkspaces(repository, stateDir, lendWorkspaces(lentDir));
  const state = makeState({
    host: { name: settings.host.name, labels: settings.host.labels },
    snapshot: past.snapshot,
    now: now(),
    ignoresSlots: options.ignoresSlots,
  });
  const executor = makeExecutor({
    stateDir,
    lentDir,
    now,
    onEnded: (run, launch, ended) => driver.tell({ kind: "attempt-ended", now: now(), run, launch, ...ended }),
    onWarning: (message) => log.warn({}, message),
  });
  const currentSettings = (): Settings => (settings = state.catalog?.settings ?? settings);
  const keepOf = (task: string): Keep => state.catalog?.tasks.get(task as TaskId)?.keep ?? keepsAYear;
  const keeper = makeLogKeeper({ stateDir, journal, executor, settings: currentSettings, keepOf, now, log, onStep });
  const opening = await openPublisher({
    ...options,
    repository,
    journal,
    executor,
    keeper,
    state,
    settings: currentSettings,
    onStep,
  });
  if (!opening.ok) return letGo(opening.error);
  const publisher = opening.value;
  const statuses =
    url === undefined || options.ignoresSlots
      ? undefined
      : openStatuses({ ...options, remote: url, repository, journal, settings: currentSettings, timers: realTimers });
  const undo = makeUndo({
    stateDir,
    now,
    log,
    limits: () => currentSettings().rollback,
    active: () => state.active.values(),
    sums: makePointSums(journal),
    findEnd: (run) => journal.run(run)?.end,
  });
  const driver = new Driver({
    now,
    countedMs: () => performance.now(),
    timers: realTimers,
    host,
    repository,
    journal,
    executor,
    workspaces,
    undo,
    rollbackCommands: makeRollbackCommands({ journal, timers: realTimers }),
    publisher,
    builtInActions: host.builtIn?.folder ?? "",
    inspect: makeInspectRevision({ ...options, repository }),
    findUngranted: (catalog, changed) =>
      findUngranted(catalog, changed, {
        executor,
        host: state.host,
        own: [stateDir, repository.commonDir, ...(lentDir ? [lentDir] : [])],
      }),
    facts: makeFactReader({ now }),
    log,
    onStep,
    state,
    onEnd: (end) => options.onEnd?.(end),
    newest: async () => {
      const { git } = currentSettings();
      const found = await findNewest({ repository, git, worktree, known: journal.applied()?.sha });
      if (found.ok) statuses?.look(found.value);
      return found;
    },
    worktree,
    checkOrigin: (of) => checkOrigin({ repository, journal, host, now, memory }, of),
    remembersOther: (applied) => remembersOther(memory, applied),
    remember: (applied, signed) => memory?.keep(applied, signed),
  });

  driver.onLoad(() => statuses?.look());

  const sweep = async (dryRun = false): Promise<readonly string[]> => {
    const revisions = revisionsInUse(state.revision, state.active.values());
    const swept = workspaces.sweep({ revisions, runs: new Set(state.active.keys()) }, dryRun);
    return swept.catch((error: Error) => {
      log.warn({}, `old copies of revisions stay: ${error.message}`);
      return [];
    });
  };

  return ok({
    driver,
    journal,
    publisher,
    statuses,
    settings: currentSettings,
    remote,
    begin: async () => {
      await driver.begin(inForce, readBoot());
      await sweep();
    },
    sweep,
    tidy: (dryRun) =>
      tidy(
        {
          ...{ ...options, repository, journal, executor, keeper, keepOf, undo, publisher, state, sweep, onStep },
          settings: currentSettings,
        },
        dryRun,
      ),
    close: async () => {
      driver.stop();
      statuses?.stop();
      // A push that hangs does not hold up the end: what it was to bring waits in the journal.
      await Promise.race([publisher.stop(), sleep(longestGoodbyeMs, undefined, { ref: false })]);
      journal.close();
      lock.release();
    },
  });
}

/** Two clones under one host name are two runners with one set of slots and run ids; neither knows of the other. */
function warnOfTwins({ stateDir, env, verb, now, log }: RunnerOptions, url: string, { host, git }: Settings): void {
  const me = { stateDir, host: host.name, pid: process.pid, verb, since: now() };
  for (const twin of findTwins({ url, branch: git.branch, env, me })) {
    log.warn(
      {
        hint: "Give one of them a name of its own (RUNNER_HOST_NAME, or name in a host.toml that is not both's), or stop one.",
      },
      `another clone on this machine follows the same branch under the host name ${host.name}: ${renderHolder(twin)} in ${twin.stateDir}. While both are in use every slot runs twice, and is reported once`,
    );
  }
}

/** The revision that the journal says is in force, read again; what does not hold any more leaves nothing in force. */
async function readInForce(
  of: Pick<RunnerOptions, "repository" | "host" | "now" | "log"> & { applied: Applied | undefined },
): Promise<{ catalog: Catalog; revision: Sha } | undefined> {
  const { applied } = of;
  if (!applied) return undefined;
  const read = await readDefinition(of, applied.sha);
  const catalog = read.ok ? read.value.definition.catalog : undefined;
  if (catalog) return { catalog, revision: applied.sha };
  const why = read.ok ? "its files do not hold for this version of the runner" : read.error.what;
  of.log.warn({ revision: applied.sha, why }, "the revision that was in force cannot be read again");
  return undefined;
}

function revisionsInUse(current: Sha | undefined, active: Iterable<{ revision: Sha | undefined }>): ReadonlySet<Sha> {
  return new Set([current, ...[...active].map(({ revision }) => revision)].filter((sha) => sha !== undefined));
}
