import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Loaded } from "../pipeline.ts";
import { handleAsk } from "./control/handle-ask.ts";
import { serveControl } from "./control/serve.ts";
import type { Log } from "./log.ts";
import type { Runner, RunnerOptions } from "./open-runner.ts";
import { openRunner } from "./open-runner.ts";
import { goesDown } from "../facts/goes-down.ts";
import { makeSenses } from "./senses/index.ts";
import { takeCollectTurn } from "./tidy/collect-daily.ts";
import { isQuiet } from "./tidy/is-quiet.ts";
import { tidyDaily } from "./tidy/tidy-daily.ts";
import { awaitLock } from "./take-lock.ts";
import { makeShutDown } from "./shut-down.ts";
import { watchPaths } from "./watch-paths.ts";
import { whenAborted } from "./when-aborted.ts";

const firstLookMs = 5000;

/**
 * The daemon: the same pass for ever, as soon as no verb works here. Sleeps until the next slot, a nudge or the next poll; ends when `stop` is
 * aborted, at once or after `stop_grace`. What still runs then goes on and is found by the next one.
 */
export async function runDaemon(options: RunnerOptions, stop: AbortController): Promise<Result<void, Fault>> {
  const lock = await awaitLock(options, stop.signal);
  if (!lock.ok) return lock;
  if (!lock.value) return ok(undefined);
  const opened = await openRunner(options, lock.value);
  if (!opened.ok) return opened;
  const runner = opened.value;
  const { log, now } = options;
  await runner.begin();
  const shutDown = makeShutDown({ runner, now, log });
  const control = await serveControl(
    options.stateDir,
    (ask) => handleAsk({ runner, now, stop: () => stop.abort(), shutDown }, ask),
    log,
  );
  const { state } = runner.driver;
  const senses = makeSenses({ state, tell: (event) => runner.driver.tell(event), now, log, options: options.senses });
  runner.driver.onLoad(() => senses.update());
  senses.update();
  log.info({ host: runner.settings().host.name, repository: options.repository.workTree }, "the runner is up");
  runner.publisher.poke();

  let nudge = new AbortController();
  const watcher = watchPaths(watchedPaths(options, runner), () => nudge.abort());
  // The newest revision goes before what is due, unless the remote takes long to say which it is.
  void Promise.race([runner.driver.load(), sleep(firstLookMs, undefined, { ref: false })]).then(() =>
    runner.driver.go(),
  );
  let before: string | undefined;
  while (!stop.signal.aborted) {
    if (runner.journal.findPlace() === "replaced") {
      // The new state folder's socket has the name of ours, and closing ours would remove it: only the exit lets go.
      stop.abort("replaced");
      runner.driver.stop();
      await senses.stop();
      return failure(replaced(options.stateDir));
    }
    // Made before loading: what happens meanwhile is not lost, it ends the next sleep at once.
    nudge = new AbortController();
    log.debug({}, "looking for a newer revision");
    senses.look();
    const loaded = await Promise.race([runner.driver.load(), whenAborted(stop.signal)]);
    if (loaded === undefined) break;
    before = tellOutcome(options, loaded, before);
    if (loaded.ok && loaded.value.kind !== "unchanged") await runner.sweep();
    await tidyDaily(runner, { now: now(), log });
    if (isQuiet(state, now())) void takeCollectTurn(runner, { ...options, now: now() })?.();
    const wake = AbortSignal.any([stop.signal, nudge.signal]);
    await sleep(runner.settings().git.pollMs, undefined, { signal: wake }).catch(() => undefined);
  }

  await Promise.all([watcher.close(), senses.stop()]);
  // Whoever stops the runner may be the system that goes down.
  if (await (options.senses?.goesDown ?? goesDown)()) {
    await shutDown();
    // A verb that waits for the same is answered before its socket goes.
    await nextTurn();
  }
  await waitForRuns(runner, log);
  control.close();
  await runner.close();
  log.info({}, "the runner has stopped");
  return ok(undefined);
}

function replaced(stateDir: string): Fault {
  return {
    kind: "stalled",
    what: `${stateDir} is another one than this runner began with: the repository was removed and made anew`,
    hint: "Start the runner again. What the removed one had started goes on, and nobody waits for its end.",
  };
}

function watchedPaths({ repository, worktree }: RunnerOptions, runner: Runner): readonly string[] {
  if (worktree)
    return ["tasks.d", "scripts", "actions", "calendars", "runner.toml"].map((path) => join(repository.workTree, path));
  return repository.refPaths(runner.settings().git.branch, runner.remote);
}

/** Tells what became of a revision; the world's trouble when it begins and when it ends, not at every poll. */
function tellOutcome(
  { log }: RunnerOptions,
  loaded: Result<Loaded, Fault>,
  before: string | undefined,
): string | undefined {
  if (!loaded.ok) {
    if (loaded.error.what !== before) log.warn({ hint: loaded.error.hint }, loaded.error.what);
    return loaded.error.what;
  }
  if (before !== undefined) log.info({}, "the repository can be read again");
  if (loaded.value.kind === "moved")
    log.info({ revision: loaded.value.sha }, "a commit that changes nothing that may run");
  if (loaded.value.kind === "judged" || loaded.value.kind === "still-turned-away") {
    const { kind, event } = loaded.value;
    const about = { revision: event.revision.sha, subject: event.revision.subject };
    if (event.state === "applied") log.info({ ...about, ...event.changes }, "revision applied");
    else
      log.warn(
        { ...about, reason: event.reason, diagnostics: event.diagnostics },
        `revision ${kind === "judged" ? "" : "still "}${event.state}: ${event.detail}`,
      );
  }
  return undefined;
}

async function waitForRuns(runner: Runner, log: Log): Promise<void> {
  const { stopGraceMs } = runner.settings().runner;
  if (stopGraceMs === 0 || runner.driver.state.active.size === 0) return;
  runner.driver.drain();
  const active = runner.driver.state.active.size;
  log.info({}, `waiting for ${active} ${active === 1 ? "run" : "runs"} to end (stop_grace)`);
  const grace = new AbortController();
  await Promise.race([
    runner.driver.whenIdle(),
    sleep(stopGraceMs, undefined, { signal: grace.signal }).catch(() => undefined),
  ]);
  grace.abort();
  await runner.publisher.settle();
}
