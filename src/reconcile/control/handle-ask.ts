import { randomBytes } from "node:crypto";
import type { RunRequest } from "../../model/decision.ts";
import type { Instant } from "../../model/instant.ts";
import { makeRunId } from "../../model/make-run-id.ts";
import type { RunEnd } from "../../model/run.ts";
import type { Runner } from "../open-runner.ts";
import type { Answer, Ask, RunStanding } from "./protocol.ts";

export interface AskEdges {
  readonly runner: Runner;
  readonly now: () => Instant;
  /** Ends the daemon; absent where there is none to end. */
  readonly stop?: () => void;
}

/** Answers what a verb asks, whichever way it came. */
export async function handleAsk(edges: AskEdges, ask: Ask): Promise<Answer> {
  switch (ask.ask) {
    case "run":
      return requestRuns(edges, ask.requests, ask.wait);
    case "cancel":
      return cancelRun(edges, ask);
    case "pause":
    case "resume":
      return pauseOrResume(edges, ask);
    case "acknowledge":
      return acknowledge(edges, ask.sha);
    case "sync":
      return sync(edges);
    case "stop":
      edges.stop?.();
      return { answer: "done", message: "the runner stops; its runs go on and the next one finds them" };
  }
}

async function requestRuns({ runner, now }: AskEdges, requests: readonly RunRequest[], wait: boolean): Promise<Answer> {
  const { driver } = runner;
  const unknown = requests.find(({ task }) => !driver.state.catalog?.tasks.has(task));
  if (unknown) return noSuchTask(runner, unknown.task);
  const wanted = requests.map((request) => {
    const at = now();
    const id = makeRunId({ host: driver.state.host.name, task: request.task, at, origin: request.nonce });
    const ended = driver.whenEnded(id);
    driver.tell({ kind: "requested", now: at, request });
    return { id, task: request.task, ended };
  });
  if (!wait) await driver.nextTurn();
  const standings = wanted.map(async ({ id, task, ended }): Promise<RunStanding> => {
    const end: RunEnd | undefined = wait ? await ended : runner.journal.run(id)?.end;
    const gate = driver.state.waiting.get(id)?.lastDecision?.gates.at(-1);
    return { id, task, end, waitsFor: gate && `${gate.gate}: ${gate.verdict.detail}` };
  });
  return { answer: "runs", runs: await Promise.all(standings) };
}

async function cancelRun({ runner, now }: AskEdges, { run, by }: Ask & { ask: "cancel" }): Promise<Answer> {
  const { state } = runner.driver;
  if (!state.active.has(run) && !state.waiting.has(run)) {
    const ended = runner.journal.run(run);
    return ended
      ? refuse(`${run} has ended already: ${ended.end.status}`, `\`runner logs ${run}\` shows its output`)
      : refuse(`there is no run ${run}`, "`runner status` lists what is active and what waits");
  }
  runner.driver.tell({ kind: "cancelled", now: now(), run, by });
  await runner.driver.nextTurn();
  return { answer: "done", message: `${run} is being cancelled` };
}

async function pauseOrResume({ runner, now }: AskEdges, ask: Ask & { ask: "pause" | "resume" }): Promise<Answer> {
  const { driver } = runner;
  const { task } = ask;
  if (task !== undefined && !driver.state.catalog?.tasks.has(task)) return noSuchTask(runner, task);
  driver.tell(
    ask.ask === "pause"
      ? { kind: "paused", now: now(), task, reason: ask.reason }
      : { kind: "resumed", now: now(), task },
  );
  await driver.nextTurn();
  const what = task ?? "everything";
  return { answer: "done", message: ask.ask === "pause" ? `${what} is paused` : `${what} goes on` };
}

async function acknowledge(edges: AskEdges, given: string): Promise<Answer> {
  const { journal } = edges.runner;
  const held = journal.heldRevision(given);
  if (!held) return refuse(`no revision ${given} is held`, "`runner status` shows what is held");
  journal.acknowledge(held);
  return sync(edges);
}

async function sync({ runner }: AskEdges): Promise<Answer> {
  const loaded = await runner.driver.load();
  if (!loaded.ok) return refuse(loaded.error.what, loaded.error.hint);
  switch (loaded.value.kind) {
    case "unchanged":
      return { answer: "done", message: "nothing new" };
    case "moved":
      return { answer: "done", message: `moved to ${loaded.value.sha.slice(0, 7)}: it changes nothing that may run` };
    case "judged": {
      const { event } = loaded.value;
      return {
        answer: "done",
        message: `${event.revision.sha.slice(0, 7)} ${event.state}${event.detail && `: ${event.detail}`}`,
      };
    }
  }
}

/** A nonce for a request: nobody else has it, so the run's id is its own. */
export function makeNonce(): string {
  return randomBytes(8).toString("hex");
}

function noSuchTask({ driver }: Runner, task: string): Answer {
  return driver.state.catalog
    ? refuse(`there is no task ${task} in the revision in force`, "`runner list` shows them")
    : refuse("no revision is in force yet", "`runner status` says why");
}

function refuse(message: string, hint: string): Answer {
  return { answer: "refused", message, hint };
}
