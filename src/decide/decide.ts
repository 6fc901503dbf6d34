import type { Decision, NamedVerdict, Step, WaitOn } from "../model/decision.ts";
import { makeRunId } from "../model/make-run-id.ts";
import type { Active } from "../model/memory.ts";
import { isDryRequest } from "../model/run.ts";
import type { Task } from "../model/task.ts";
import type { Rate } from "../model/window.ts";
import { nextDenied } from "../schedule/index.ts";
import { endWaiting } from "./end-run.ts";
import { maxConcurrent } from "./gates/concurrency.ts";
import { latestStart } from "./gates/deadline.ts";
import { askGates, askLineGates, askOwnGates } from "./gates/index.ts";
import { whenFacts } from "./gates/when.ts";
import { listNeeded, standings, tooOldAt } from "./gates/needs.ts";
import { counted } from "./gates/rate.ts";
import { isOverrun, overrunAt } from "./overrun.ts";
import { earliestDue, enterDue } from "./state/due.ts";
import { awaitMove, lastFirst, lineUp, lockOut, moveUp, takeFirst, tidy } from "./state/line.ts";
import { activeOf, addActive, changeActive, firstActiveOf } from "./state/places.ts";
import { remember } from "./state/remember.ts";
import type { State, Waiting } from "./state/state.ts";
import {
  isCounted,
  markDirty,
  park,
  parkForFacts,
  parkUntil,
  queueBehind,
  recordWait,
  removeWaiting,
  waitingOf,
} from "./state/waiting.ts";
import { endAttemptBy } from "./stop-run.ts";
import { wantRun } from "./want-run.ts";

/**
 * Decides all that can be decided at this moment and hands over what is to be done about it. Retries go before new
 * runs; new runs go by the queue's order; each wanted run that was judged has its decision in the step.
 */
export function decide(state: State): Step {
  moveUp(state);
  // Ends free places and wake others, and needs bring new wanted runs: go on until nothing moves.
  do {
    resumeRetries(state);
    judgeDirty(state);
    startReady(state);
    dropOverflow(state);
  } while (state.dirty.size > 0);
  noteThoseInLine(state);
  return takeStep(state);
}

function resumeRetries(state: State): void {
  for (const id of state.dueRetries) {
    const active = state.active.get(id)!;
    if (isOverrun(active, state.now)) {
      endAttemptBy(state, active, "overrun");
      continue;
    }
    if (state.places >= maxConcurrent(state)) return;
    const { attempt, launch } = active;
    const again = changeActive(state, id, {
      attempt: attempt + 1,
      launch: launch + 1,
      phase: { kind: "starting", since: state.now },
    });
    state.effects.push({ kind: "spawn", active: again });
  }
}

/** Judges what is new or was woken. A Set hands out what is added while it is walked, so needs of needs come too. */
function judgeDirty(state: State): void {
  for (const waiting of state.dirty) {
    state.dirty.delete(waiting);
    judge(state, waiting);
  }
}

function judge(state: State, waiting: Waiting): void {
  const task = state.catalog?.tasks.get(waiting.wanted.task);
  if (!task) {
    // Before the first `applied` nothing can be judged; after it, removed tasks have taken theirs along.
    if (state.catalog) endWaiting(state, waiting, { reason: "removed", detail: "the task is no longer there" });
    return;
  }
  const why = askOwnGates({ state, waiting, task });
  const { gate, verdict } = why;
  if (verdict.kind === "skip") return skipIt(state, waiting, why);
  if (verdict.kind === "wait" && isAside(verdict.on)) {
    if (gate === "needs") startNeeds(state, waiting, task);
    note(state, waiting, "wait", why);
    setAside(state, waiting, task, why);
  } else if (task.overlap !== "replace" || !makeWay(state, waiting, task)) {
    armDeadline(state, waiting, task);
    lineUp(state, waiting, task);
  }
  recordWait(state, waiting, task);
}

/** What the author asked to wait for. Places and locks are another matter: whoever waits for those stands in line. */
function isAside(on: WaitOn): boolean {
  return on.kind === "tasks" || on.kind === "time" || on.kind === "facts";
}

function setAside(state: State, waiting: Waiting, task: Task, { gate, verdict }: NamedVerdict): void {
  if (verdict.kind !== "wait") return;
  const { on, until } = verdict;
  armWindow(state, waiting, task);
  armAge(state, waiting, task);
  if (gate === "overlap") return queueBehind(state, waiting);
  switch (on.kind) {
    case "tasks":
      return park(state, waiting, on.tasks);
    case "time":
      return parkUntil(state, waiting, until!);
    case "facts":
      if (on.queries.length > 0) state.effects.push({ kind: "read-facts", queries: on.queries });
      return parkForFacts(state, waiting);
    case "place":
    case "lock":
      throw new Error(`who waits for a ${on.kind} stands in line`);
  }
}

/** Starts those needed tasks that nobody else starts. */
function startNeeds(state: State, waiting: Waiting, task: Task): void {
  const { wanted } = waiting;
  for (const standing of standings(state, waiting, task)) {
    if (standing.kind !== "start") continue;
    wantRun(state, {
      id: makeRunId({
        host: state.host.name,
        task: standing.task,
        at: wanted.slot ?? wanted.wantedAt,
        origin: wanted.id,
      }),
      task: standing.task,
      slot: wanted.slot,
      trigger: { kind: "needed-by", task: wanted.task, run: wanted.id },
      notBefore: undefined,
      force: false,
      withNeeds: wanted.withNeeds,
      wantedAt: wanted.wantedAt,
      rootSeq: wanted.rootSeq,
    });
  }
}

/** `overlap = "replace"`: everything else lets it pass, so the active ones end now, and it starts when they have. */
function makeWay(state: State, waiting: Waiting, task: Task): boolean {
  const active = activeOf(state, task.id);
  for (const other of active) endAttemptBy(state, other, "replaced");
  const still = firstActiveOf(state, task.id);
  if (still === undefined) return false;
  const detail = `waits for ${still}, which it replaces, to end`;
  note(state, waiting, "wait", {
    gate: "overlap",
    verdict: { kind: "wait", detail, on: { kind: "tasks", tasks: [task.id] } },
  });
  park(state, waiting, [task.id]);
  return true;
}

/** Starts what may start, best first, until all places are taken. What only a lock holds back keeps its turn. */
function startReady(state: State): void {
  const places = maxConcurrent(state);
  while (state.places < places) {
    const waiting = takeFirst(state);
    if (!waiting) return;
    const task = state.catalog!.tasks.get(waiting.wanted.task)!;
    // What has happened since it lined up counts: a twin may have started, a need may have failed.
    const why = askGates({ state, waiting, task });
    const { verdict } = why;
    if (verdict.kind === "pass") {
      start(state, waiting, task, why);
    } else if (verdict.kind === "wait" && verdict.on.kind === "lock") {
      note(state, waiting, "wait", why);
      lockOut(state, waiting, task, verdict.on.name);
    } else {
      markDirty(state, waiting);
    }
  }
}

function start(state: State, waiting: Waiting, task: Task, why: NamedVerdict): void {
  note(state, waiting, "run", why);
  removeWaiting(state, waiting);
  const active: Active = {
    wanted: waiting.wanted,
    task,
    revision: state.revision,
    attempt: 1,
    launch: 1,
    startedAt: state.now,
    // Whoever forces a run past its windows does not want it to end with one.
    mustEndBy: waiting.wanted.force ? undefined : overrunAt(task.windows, state.now),
    facts: whenFacts(state, task),
    needed: listNeeded(state, waiting, task),
    attempts: [],
    phase: { kind: "starting", since: state.now },
  };
  addActive(state, active);
  state.effects.push({ kind: "spawn", active });
  if (task.rate && !isDryRequest(waiting.wanted.trigger)) rememberStart(state, task, task.rate);
  // Twins met no active run when they were judged, and fewer starts; now there is one. (Queued ones stand behind.)
  if (!task.rate && (task.overlap === "allow" || task.overlap === "queue-all")) return;
  for (const twin of waitingOf(state, task.id)) if (twin.place !== "behind") markDirty(state, twin);
}

function rememberStart(state: State, { id }: Task, rate: Rate): void {
  const { starts } = state.memories.get(id)!;
  remember(state, id, { starts: counted(rate, [...starts, state.now], state.now) });
}

/** Those beyond `max_queued` are skipped, last first. */
function dropOverflow(state: State): void {
  const most = state.catalog?.settings.runner.maxQueued ?? Number.MAX_SAFE_INTEGER;
  if (state.queued <= most) return;
  const detail = `more than max_queued = ${most} runs wait for a place or a lock`;
  const full: NamedVerdict = { gate: "queue", verdict: { kind: "skip", reason: "queue-full", detail } };
  for (const waiting of lastFirst(state)) {
    if (state.queued <= most) break;
    if (!isCounted(waiting)) continue;
    skipIt(state, waiting, full);
  }
  tidy(state);
}

/**
 * Those that lined up in this step and found no place have been judged, too: what holds them back is known now. Their own
 * gates let them pass in this step; had one thought better of it, they would not stand here.
 */
function noteThoseInLine(state: State): void {
  for (const waiting of state.newlyLined) {
    if (waiting.place !== "ready") continue;
    const task = state.catalog!.tasks.get(waiting.wanted.task)!;
    armWindow(state, waiting, task);
    awaitMove(state, waiting);
    if (waiting.lastDecision?.at === state.now) continue;
    const why = askLineGates({ state, waiting, task });
    if (why.verdict.kind === "wait") note(state, waiting, "wait", why);
  }
  state.newlyLined.clear();
}

function armDeadline(state: State, waiting: Waiting, task: Task): void {
  const latest = latestStart(waiting, task, state.now);
  if (latest !== undefined) enterDue(state.timers, latest + 1, waiting.wanted.id);
}

/** Whatever it waits for, it is told no when its window closes or a blackout begins, not when its turn comes. */
function armWindow(state: State, { wanted }: Waiting, task: Task): void {
  if (wanted.force || (task.windows.length === 0 && task.blackouts.length === 0)) return;
  const denied = nextDenied(task, state.now);
  if (denied !== undefined) enterDue(state.timers, denied, wanted.id);
}

/** A need that was met when it began to wait may grow too old. */
function armAge(state: State, { wanted }: Waiting, task: Task): void {
  const tooOld = tooOldAt(state, task);
  if (tooOld !== undefined) enterDue(state.timers, tooOld, wanted.id);
}

function skipIt(state: State, waiting: Waiting, why: NamedVerdict): void {
  const { verdict } = why;
  if (verdict.kind !== "skip") return;
  note(state, waiting, "skip", why);
  endWaiting(state, waiting, verdict);
}

function note(state: State, waiting: Waiting, kind: Decision["kind"], why: NamedVerdict): void {
  waiting.lastDecision = { kind, at: state.now, wanted: waiting.wanted, why };
  state.decisions.push(waiting.lastDecision);
}

function takeStep(state: State): Step {
  for (const task of state.touched) state.effects.push({ kind: "remember", memory: state.memories.get(task)! });
  state.touched.clear();
  const step = { decisions: state.decisions, effects: state.effects, wakeAt: nextWake(state) };
  state.decisions = [];
  state.effects = [];
  return step;
}

function nextWake(state: State): number | undefined {
  const slot = (state.ignoresSlots ? undefined : earliestDue(state.slots)) ?? Infinity;
  const timer = earliestDue(state.timers) ?? Infinity;
  const condition = earliestDue(state.conditionTimers) ?? Infinity;
  const first = Math.min(slot, timer, condition);
  return first === Infinity ? undefined : first;
}
