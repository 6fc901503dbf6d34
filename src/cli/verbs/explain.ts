import type { State } from "../../decide/index.ts";
import { decide, explain, movedUp, putOff } from "../../decide/index.ts";
import { activeOf } from "../../decide/state/places.ts";
import type { NamedVerdict } from "../../model/decision.ts";
import type { RunId, TaskId } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { JsonTable } from "../../model/json.ts";
import type { Params } from "../../model/params.ts";
import { tellParams } from "../../model/params.ts";
import type { Task } from "../../model/task.ts";
import { renderAgo } from "../../report/render-ago.ts";
import { isDryRequest } from "../../model/run.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import { renderTable } from "../../text/table.ts";
import { exitCodes } from "../exit-codes.ts";
import { findHolder } from "../find-holder.ts";
import { foretellMissed } from "../foretell-missed.ts";
import { hasColor, tableWidth } from "../io.ts";
import { nextSlots } from "../next-slots.ts";
import { openHere } from "../open-here.ts";
import type { PastRun } from "../past-run.ts";
import { pastRunColumns, pastRunRow, toPastRun } from "../past-run.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { printNothingInForce } from "../print-nothing-in-force.ts";
import { printUnknownTask } from "../print-unknown-task.ts";
import type { Core } from "../read-core.ts";
import { readCore } from "../read-core.ts";
import { readWhatTheyAsk } from "../read-tools.ts";
import { renderLocalTime } from "../render-local-time.ts";
import { summarizeTask } from "../summarize-task.ts";
import { tellConditions } from "../tell-conditions.ts";
import type { ToldGate } from "../told-gates.ts";
import { renderGates, toToldGate } from "../told-gates.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "why a task has not run, or when it will",
  example: `runner explain backup
One sentence, then what each gate says at this moment, the next times, and the last five runs.`,
  declare: (command) => void command.argument("<task>", "which one"),
  readsClock: true,
  async run(call) {
    const { io } = call;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const read = await readCore(opened.here, { now: io.now() });
    if (!read.ok) return printFault(io, read.error);
    const core = read.value;
    try {
      const tasks = core.state.catalog?.tasks;
      if (!tasks) return printNothingInForce(io, core);
      const task = tasks.get(call.args[0]! as TaskId);
      if (!task) return printUnknownTask(io, call.args[0]!, tasks.keys());
      await readWhatTheyAsk(core, [task], io.now);
      const found = explainTask(core, task, findHolder(opened.here.stateDir) !== undefined);
      if (call.json) printJson(io, toJson(found));
      else io.out(render(call, found, io.now()));
      return exitCodes.fine;
    } finally {
      core.close();
    }
  },
};

/** What `--json` prints. Instants are RFC 3339 in UTC. */
interface Explanation {
  readonly task: string;
  /**
   * What would become of a run of it that is wanted now: what the first gate says that does not pass, else `run`; and
   * `skip` where what is due was missed.
   */
  readonly decision: "run" | "wait" | "skip";
  /** The sentence that people get. */
  readonly reason: string;
  /** All of them, in the order in which they are asked. */
  readonly gates: readonly ToldGate[];
  /** JSON Schema of what a request may pass; absent: nothing. */
  readonly params?: JsonTable;
  /** The next five slots; the first may be due already. */
  readonly next: readonly string[];
  /** The last five runs and skips, newest first. */
  readonly last: readonly PastRun[];
}

interface Found {
  readonly task: Task;
  readonly sentence: string;
  readonly gates: readonly NamedVerdict[];
  readonly stop: NamedVerdict | undefined;
  /** What is due will be recorded as missed. */
  readonly isMissed: boolean;
  readonly next: readonly Instant[];
  readonly last: ReturnType<NonNullable<Core["journal"]>["runs"]>;
}

/** What these say now does not matter to a slot that is still to come, and what they will say then can be known. */
const byTime = new Set(["blackout", "window", "cooldown", "rate"]);

function stopAt(state: State, task: Task, moment: Instant): NamedVerdict | undefined {
  state.now = moment;
  return explain(state, task.id).gates.find(({ gate, verdict }) => verdict.kind !== "pass" && byTime.has(gate));
}

/** How a waiting run has moved up: what waits is lined up by a decision. */
function inLine(state: State, run: RunId): string | undefined {
  decide(state);
  const waiting = state.waiting.get(run);
  return waiting && movedUp(state, waiting);
}

function explainTask({ state, journal, copy }: Core, task: Task, isUp: boolean): Found {
  const { waiting, gates } = explain(state, task.id);
  const next = nextSlots(state, task, 5);
  const isToCome = waiting === undefined && next[0] !== undefined && next[0] > state.now;
  const startsAt = next[0] === undefined ? undefined : (putOff(state, task, next[0]) ?? next[0]);
  const stops = gates.filter(({ verdict }) => verdict.kind !== "pass");
  const isDue = waiting === undefined && next[0] !== undefined && next[0] <= state.now;
  const overdue = isDue ? foretellMissed(copy(), task, state.now) : undefined;
  const last = journal?.runs({ task: task.id, limit: 5 }) ?? [];
  const sentence = summarizeTask({
    now: state.now,
    task,
    active: activeOf(state, task.id),
    wantedAt: waiting?.wanted.wantedAt,
    movedUp: waiting && inLine(copy(), waiting.wanted.id),
    last: last.find(({ end }) => !isDryRequest(end.trigger))?.end,
    stop: isToCome ? stops.find(({ gate }) => !byTime.has(gate)) : stops[0],
    stopThen: isToCome ? stopAt(copy(), task, startsAt!) : undefined,
    next: next[0],
    startsAt,
    missed: overdue && !overdue.runs ? overdue.missed : 0,
    isUp,
    conditions: tellConditions(state, task),
    neededBy: [...state.catalog!.tasks.values()]
      .filter(({ needs }) => needs.some((need) => need.task === task.id))
      .map(({ id }) => id),
  });
  return {
    task,
    sentence,
    gates,
    stop: stops[0],
    isMissed: overdue !== undefined && !overdue.runs,
    next,
    last,
  };
}

function toJson({ task, sentence, gates, stop, isMissed, next, last }: Found): Explanation {
  return {
    task: task.id,
    decision: isMissed ? "skip" : !stop || stop.verdict.kind === "pass" ? "run" : stop.verdict.kind,
    reason: sentence,
    gates: gates.map(toToldGate),
    ...(task.params && { params: task.params.schema }),
    next: next.map(renderInstant),
    last: last.map(toPastRun),
  };
}

function render({ io }: Call, { task, sentence, gates, next, last }: Found, now: Instant): string {
  const look = { width: tableWidth(io), color: hasColor(io) };
  const style = makeStyle(look.color);
  const sections = [
    `${style.bold(escapeTerminal(sentence))}\n`,
    renderGates(gates, look),
    task.params ? renderParams(task.params, look) : "",
    renderTable(
      [{ title: "NEXT", whole: true }, { title: "ZONE" }, { title: "IN" }],
      next.map((slot) => [
        renderLocalTime(slot, task.timezone),
        task.timezone,
        slot > now ? renderAgo(slot, now).replace(/^in /, "") : "due",
      ]),
      look,
    ),
    last.length === 0 ? "it has not run here yet\n" : renderTable(pastRunColumns, last.map(pastRunRow), look),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function renderParams(params: Params, look: { width: number | undefined; color: boolean }): string {
  const rows = tellParams(params).map(({ name, type, isRequired, isSecret, default: value, description }) => [
    name,
    `${type}${isSecret ? ", secret" : ""}`,
    isRequired ? "required" : value === undefined ? "-" : JSON.stringify(value),
    description ?? "",
  ]);
  return renderTable(
    [{ title: "PARAM", whole: true }, { title: "TYPE" }, { title: "DEFAULT" }, { title: "WHAT" }],
    rows,
    look,
  );
}
