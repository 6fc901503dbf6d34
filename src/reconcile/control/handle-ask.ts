import { randomBytes } from "node:crypto";
import { chooseTasks } from "../../decide/index.ts";
import { resolveParams } from "../../definition/params/resolve-params.ts";
import { closest } from "../../diagnostics/closest.ts";
import type { RunRequest } from "../../model/decision.ts";
import type { RunId, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import { makeRunId } from "../../model/make-run-id.ts";
import type { ParamValues } from "../../model/params.ts";
import { maskParams, noValues } from "../../model/params.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Runner } from "../open-runner.ts";
import { explainNoChoice } from "./explain-no-choice.ts";
import type { Answer, Ask, RunStanding } from "./protocol.ts";

export interface AskEdges {
  readonly runner: Runner;
  readonly now: () => Instant;
  /** Ends the daemon; absent where there is none to end. */
  readonly stop?: () => void;
  /** A daemon's: the host goes down. Resolves when what that asks for is over, or has had its time. */
  readonly shutDown?: () => Promise<readonly RunStanding[]>;
}

/** Answers what a verb asks, whichever way it came. */
export async function handleAsk(edges: AskEdges, ask: Ask): Promise<Answer> {
  switch (ask.ask) {
    case "run":
      return requestRuns(edges, ask.requests);
    case "run-dry":
      return requestRuns(
        edges,
        ask.requests.map((request) => ({ ...request, dryRun: true })),
      );
    case "wait":
      return awaitRuns(edges, ask.runs);
    case "cancel":
      return cancelRun(edges, ask);
    case "pause":
    case "resume":
      return pauseOrResume(edges, ask);
    case "acknowledge":
      return acknowledge(edges, ask.sha);
    case "sync":
      return sync(edges);
    case "choose":
      return choose(edges, ask);
    case "takes":
      return tellParams(edges, ask.tasks);
    case "event":
      return shutDown(edges);
    case "tidy":
      return tidy(edges, ask.dryRun);
    case "stop":
      edges.stop?.();
      return done("the runner stops; its runs go on and the next one finds them");
  }
}

async function requestRuns({ runner, now }: AskEdges, requests: readonly RunRequest[]): Promise<Answer> {
  const { driver } = runner;
  // A daemon that has just come up may still be reading its first revision.
  if (!driver.state.catalog) await driver.whenLoaded();
  const unknown = requests.find(({ task }) => !driver.state.catalog?.tasks.has(task));
  if (unknown) return noSuchTask(runner, unknown.task);
  const inEarnest = requests.find(
    ({ task, dryRun }) => dryRun && !driver.state.catalog!.tasks.get(task)!.supportsDryRun,
  );
  if (inEarnest) return refuse(`${inEarnest.task} does not say that it understands a dry run`, understandHint);
  const resolved = resolveRequests(runner, requests);
  if (!resolved.ok) return resolved.error;
  const wanted = resolved.value.map(({ request, shown }) => {
    const at = now();
    driver.tell({ kind: "requested", now: at, request, shown });
    const { task, nonce } = request;
    return { id: makeRunId({ host: driver.state.host.name, task, at, origin: nonce }), task };
  });
  await driver.nextTurn();
  return { answer: "runs", runs: wanted.map(({ id, task }) => standingOf(runner, id, task)) };
}

async function tellParams({ runner }: AskEdges, tasks: readonly TaskId[]): Promise<Answer> {
  const { driver } = runner;
  if (!driver.state.catalog) await driver.whenLoaded();
  const unknown = tasks.find((task) => !driver.state.catalog?.tasks.has(task));
  if (unknown !== undefined) return noSuchTask(runner, unknown);
  return { answer: "takes", params: tasks.map((task) => driver.state.catalog!.tasks.get(task)!.params ?? null) };
}

interface Resolved {
  readonly request: RunRequest;
  readonly shown: ParamValues | undefined;
}

/** All of them pass what their tasks take, or none is run. What undoes a run takes none. */
function resolveRequests({ driver }: Runner, requests: readonly RunRequest[]): Result<readonly Resolved[], Answer> {
  const all: Resolved[] = [];
  for (const request of requests) {
    const { params: takes } = driver.state.catalog!.tasks.get(request.task)!;
    const resolved = request.rollback === undefined ? resolveParams(takes, request.params ?? noValues) : ok(noValues);
    if (!resolved.ok) return failure(refuse(`${request.task}: ${resolved.error.what}`, resolved.error.hint));
    all.push({
      request,
      shown: takes && request.rollback === undefined ? maskParams(resolved.value, takes) : undefined,
    });
  }
  return ok(all);
}

/** An end counts once the journal has it, whether that was before the question or comes after it. */
async function awaitRuns({ runner }: AskEdges, ids: readonly RunId[]): Promise<Answer> {
  const { driver, journal } = runner;
  const tasks = ids.map((id) => journal.run(id)?.end.task ?? taskOf(runner, id));
  const unknown = ids.find((_, index) => tasks[index] === undefined);
  if (unknown !== undefined) return noSuchRun(unknown);
  const ends = ids.map(async (id) => journal.run(id)?.end ?? (await driver.whenEnded(id)));
  const runs = (await Promise.all(ends)).map((end) => ({ id: end.id, task: end.task, end, waitsFor: undefined }));
  return { answer: "runs", runs };
}

function taskOf({ driver }: Runner, id: RunId): TaskId | undefined {
  return (driver.state.active.get(id) ?? driver.state.waiting.get(id))?.wanted.task;
}

function standingOf({ driver, journal }: Runner, id: RunId, task: TaskId): RunStanding {
  const verdict = driver.state.waiting.get(id)?.lastDecision?.why;
  const until =
    verdict?.verdict.kind === "wait" && verdict.verdict.until !== undefined
      ? ` (until ${renderInstant(verdict.verdict.until)})`
      : "";
  return {
    id,
    task,
    end: journal.run(id)?.end,
    waitsFor: verdict && `${verdict.gate}: ${verdict.verdict.detail}${until}`,
  };
}

async function cancelRun({ runner, now }: AskEdges, { run, by }: Ask & { ask: "cancel" }): Promise<Answer> {
  const { state } = runner.driver;
  if (!state.active.has(run) && !state.waiting.has(run)) {
    const ended = runner.journal.run(run);
    return ended
      ? refuse(`${run} has ended already: ${ended.end.status}`, `\`runner logs ${run}\` shows its output.`)
      : noSuchRun(run);
  }
  runner.driver.tell({ kind: "cancelled", now: now(), run, by });
  await runner.driver.nextTurn();
  return done(`${run} is being cancelled`);
}

async function pauseOrResume({ runner, now }: AskEdges, ask: Ask & { ask: "pause" | "resume" }): Promise<Answer> {
  const { driver } = runner;
  const { state } = driver;
  const { task } = ask;
  if (!state.catalog) await driver.whenLoaded();
  if (task !== undefined && !state.catalog?.tasks.has(task)) return noSuchTask(runner, task);
  const wasPaused = isPaused(runner, task);
  driver.tell(
    ask.ask === "pause"
      ? { kind: "paused", now: now(), task, reason: ask.reason }
      : { kind: "resumed", now: now(), task },
  );
  await driver.nextTurn();
  const what = task ?? "everything";
  if (ask.ask === "pause") return done(`${what} is paused; \`runner resume ${task ?? "--all"}\` ends that`);
  if (task !== undefined && state.paused)
    return done(`everything is paused, ${what} with it; \`runner resume --all\` ends that`);
  return done(wasPaused ? `${what} goes on` : task === undefined ? "nothing was paused" : `${what} was not paused`);
}

function isPaused({ driver: { state } }: Runner, task: TaskId | undefined): boolean {
  if (task !== undefined) return state.memories.get(task)?.paused !== undefined;
  return state.paused !== undefined || [...state.memories.values()].some(({ paused }) => paused !== undefined);
}

async function acknowledge(edges: AskEdges, given: string): Promise<Answer> {
  const { journal } = edges.runner;
  const held = journal.heldRevision(given);
  if (!held) return refuse(`no revision ${given} is held`, "`runner status` shows what is held.");
  journal.acknowledge(held);
  return sync(edges);
}

async function sync({ runner }: AskEdges): Promise<Answer> {
  const loaded = await runner.driver.load();
  if (!loaded.ok) return { answer: "refused", why: "world", message: loaded.error.what, hint: loaded.error.hint };
  switch (loaded.value.kind) {
    case "unchanged":
    case "still-turned-away":
      return done("nothing new");
    case "moved":
      return done(`moved to ${loaded.value.sha.slice(0, 7)}: it changes nothing that may run`);
    case "judged": {
      const { event } = loaded.value;
      const detail = event.detail === "" ? "" : `: ${event.detail}`;
      return { ...done(`${event.revision.sha.slice(0, 7)} ${event.state}${detail}`), revision: event };
    }
  }
}

async function choose({ runner }: AskEdges, asked: Ask & { ask: "choose" }): Promise<Answer> {
  const { driver } = runner;
  if (!driver.state.catalog) await driver.whenLoaded();
  const { catalog, host } = driver.state;
  if (!catalog) return nothingInForce;
  const choice = chooseTasks(catalog, host, asked);
  if (choice.kind === "chosen") return { answer: "chosen", tasks: choice.tasks };
  const { message, hint } = explainNoChoice(choice, asked);
  return refuse(message, hint);
}

async function tidy({ runner }: AskEdges, dryRun: boolean): Promise<Answer> {
  if (!runner.driver.state.catalog) await runner.driver.whenLoaded();
  const tidied = await runner.tidy(dryRun);
  if (tidied.ok) return { answer: "tidied", tidied: tidied.value };
  return { answer: "refused", why: "world", message: tidied.error.what, hint: tidied.error.hint };
}

async function shutDown({ shutDown: begin }: AskEdges): Promise<Answer> {
  if (begin) return { answer: "runs", runs: await begin() };
  const message = "only a runner that stays can be told that the host goes down";
  return { answer: "refused", why: "world", message, hint: "`runner start` starts one." };
}

const understandHint =
  "supports_dry_run = true in its file says so; until that is in force nothing of it is started dry.";

/** A nonce for a request: nobody else has it, so the run's id is its own. */
export function makeNonce(): string {
  return randomBytes(8).toString("hex");
}

function noSuchTask({ driver }: Runner, task: string): Answer {
  const tasks = driver.state.catalog?.tasks;
  if (!tasks) return nothingInForce;
  const meant = closest(task, tasks.keys());
  const hint = meant === undefined ? "`runner list` shows what there is." : `Did you mean ${meant}?`;
  return refuse(`there is no task ${task} in the revision in force`, hint);
}

const nothingInForce = refuse("no revision is in force yet", "`runner status` says why.");

function noSuchRun(run: string): Answer {
  return refuse(`there is no run ${run}`, "`runner status` lists what is active and what waits.");
}

function done(message: string): Answer & { answer: "done" } {
  return { answer: "done", message };
}

function refuse(message: string, hint: string): Answer {
  return { answer: "refused", why: "invalid", message, hint };
}
