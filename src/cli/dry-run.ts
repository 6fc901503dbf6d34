import { advance, chooseTasks, decide, explain } from "../decide/index.ts";
import { makeEnvironment } from "../execute/make-environment.ts";
import { byCodePoint } from "../model/compare.ts";
import type { NamedVerdict } from "../model/decision.ts";
import type { TaskId } from "../model/ids.ts";
import type { Json, JsonTable } from "../model/json.ts";
import { makeRunId } from "../model/make-run-id.ts";
import type { ParamValues } from "../model/params.ts";
import { maskParams } from "../model/params.ts";
import type { Task } from "../model/task.ts";
import { shellOf } from "../model/task.ts";
import { explainNoChoice } from "../reconcile/control/explain-no-choice.ts";
import { findProtectedPaths } from "../reconcile/protected-paths.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { makeStyle } from "../text/style.ts";
import type { Stake } from "../undo/measure-stake.ts";
import { measureStake } from "../undo/measure-stake.ts";
import { printTrouble } from "./ask.ts";
import type { CategoryAsked, ChosenFor } from "./choose-by-category.ts";
import { renderChosen, toChosenFor } from "./choose-by-category.ts";
import { listFacts } from "./dry-run-facts.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hasColor, tableWidth } from "./io.ts";
import type { Here } from "./open-here.ts";
import { resolveAll } from "./dry-run-params.ts";
import type { Picked } from "./dry-run-params.ts";
import type { Passed } from "./params/read-passed.ts";
import type { RunStanding } from "../reconcile/control/protocol.ts";
import { printJson } from "./print-json.ts";
import { printUnknownTask } from "./print-unknown-task.ts";
import type { Core } from "./read-core.ts";
import { readNextCore } from "./read-next-core.ts";
import { readWhatTheyAsk } from "./read-tools.ts";
import { judgeStandings, toStanding } from "./tell-standings.ts";
import type { ToldGate } from "./told-gates.ts";
import { renderGates, toToldGate } from "./told-gates.ts";
import type { Call } from "./verb.ts";

/** What a request would lead to, as `run --dry-run --json` tells it. */
export interface DryRun {
  readonly task: string;
  /** What would become of it at this moment. */
  readonly decision: "run" | "wait" | "skip";
  /** What the deciding gate says; empty with `run`. */
  readonly reason: string;
  /** The commit its definition comes from. */
  readonly revision: string;
  /** Needed tasks that would be started first. */
  readonly needsFirst: readonly string[];
  /** As the definition has it: shell text, argv, or `{ kind, path, args }`. */
  readonly command: Json;
  /** Of an action, its own. */
  readonly shell: readonly string[];
  /** Its action, and what it gives it, as written. */
  readonly uses?: string;
  readonly with?: JsonTable;
  readonly workspace: "snapshot" | "worktree";
  /** Relative to the workspace, or absolute. */
  readonly workdir: string;
  /** With which it would run, defaults too; `***` for secret ones. Absent: it takes none. */
  readonly params?: ParamValues;
  /** Names only: values may be secret. */
  readonly environment: readonly string[];
  /** Per attempt; absent: none. */
  readonly timeoutMs?: number;
  readonly gates: readonly ToldGate[];
  /** By name as in a task file; absent: it has none. */
  readonly limits?: Json;
  /** What it protects, as it is at this moment; absent: nothing. */
  readonly stake?: Stake;
  /** Whether every run of it is dry: RUNNER_DRY_RUN=1. */
  readonly dryRun: boolean;
  /** Whether it says that it understands a dry run, so that it is started as one. */
  readonly supportsDryRun: boolean;
  /** How that stands. */
  readonly ran?: ReturnType<typeof toStanding>;
  /** Where it was not named. */
  readonly chosen?: ChosenFor;
}

/** What was shown, as values; and why where nobody named a task. */
export interface Shown {
  readonly dryRuns: readonly DryRun[];
  readonly why: ReadonlyMap<TaskId, ChosenFor | undefined>;
  /** What was passed to each, and what a person was asked for. */
  readonly given: ReadonlyMap<TaskId, ParamValues>;
}

/** Shows what a request would run, how, and what stands in its way; starts nothing. With `--json` that is the caller's. */
export async function showDryRun(
  call: Call,
  here: Here,
  { category, passed }: { category: CategoryAsked | undefined; passed: Passed },
): Promise<Shown | { code: ExitCode }> {
  const { io } = call;
  const read = await readNextCore(call, here);
  if ("code" in read) return read;
  const { core } = read;
  try {
    const picked = pickTasks(call, core, category);
    if ("code" in picked) return picked;
    const ready = await resolveAll(io, picked.tasks, passed);
    if (!ready) return { code: exitCodes.invalid };
    if (!ready.ok) return { code: printTrouble(call, ready.error) };
    const tasks = picked.tasks.map(({ task }) => task);
    await readWhatTheyAsk(core, tasks, io.now);
    const tried = await Promise.all(
      ready.value.map(async ({ task, chosen, params }) => {
        const protect = await findProtectedPaths(task);
        return { one: tryRequest(call, here, core, { task, params, protect }), chosen };
      }),
    );
    if (!call.json) {
      for (const { chosen } of tried) if (chosen && category) io.out(renderChosen(chosen, category));
      io.out(tried.map(({ one }) => render(call, one)).join("\n"));
    }
    const why = new Map(
      tried.map(({ one, chosen }) => [one.task.id, chosen && category && toChosenFor(chosen, category)]),
    );
    const given = new Map(ready.value.map(({ task, given: values }) => [task.id, values]));
    return { dryRuns: tried.map(({ one }) => toJson(one, why.get(one.task.id))), why, given };
  } finally {
    core.close();
  }
}

/** The same with what became of those that were started. */
export function tellDryRuns(call: Call, dryRuns: readonly DryRun[], standings: readonly RunStanding[]): ExitCode {
  const ran = new Map<string, RunStanding>(standings.map((standing) => [standing.task, standing]));
  printJson(
    call.io,
    dryRuns.map((one) => (ran.has(one.task) ? { ...one, ran: toStanding(ran.get(one.task)!) } : one)),
  );
  return judgeStandings(standings);
}

/** Those that are named, or that listen to the category. What stands in the way is told. */
function pickTasks(
  call: Call,
  { state }: Core,
  category: CategoryAsked | undefined,
): { tasks: readonly Picked[] } | { code: ExitCode } {
  const { tasks } = state.catalog!;
  if (!category) {
    const names = [...new Set(call.args)] as TaskId[];
    const unknown = names.find((name) => !tasks.has(name));
    if (unknown !== undefined) return { code: printUnknownTask(call.io, unknown, tasks.keys()) };
    return { tasks: names.map((name) => ({ task: tasks.get(name)!, chosen: undefined })) };
  }
  const choice = chooseTasks(state.catalog!, state.host, category);
  if (choice.kind === "chosen") {
    return { tasks: choice.tasks.map((chosen) => ({ task: tasks.get(chosen.task)!, chosen })) };
  }
  const { message, hint } = explainNoChoice(choice, category);
  return { code: printTrouble(call, { what: message, hint, code: exitCodes.invalid }) };
}

interface Tried {
  /** Secret ones masked. */
  readonly params: ParamValues;
  readonly task: Task;
  readonly decision: DryRun["decision"];
  readonly reason: string;
  readonly revision: string;
  readonly needsFirst: readonly string[];
  readonly environment: readonly string[];
  readonly gates: readonly NamedVerdict[];
  readonly stake: Stake | undefined;
}

function tryRequest(
  { io, options }: Call,
  here: Here,
  core: Core,
  { task, params, protect }: { task: Task; params: ParamValues; protect: readonly string[] },
): Tried {
  const state = core.copy();
  const { now } = state;
  const request = {
    task: task.id,
    nonce: "dry-run",
    by: "",
    reason: "",
    force: options["force"] === true,
    withNeeds: options["withNeeds"] === true,
  };
  advance(state, { kind: "requested", now, request });
  const id = makeRunId({ host: state.host.name, task: task.id, at: now, origin: request.nonce });
  const { waiting, gates } = explain(state, task.id, id);
  const { decisions, effects } = decide(state);
  const decision = decisions.findLast(({ wanted }) => wanted.id === id);
  const kind = decision?.kind ?? "run";
  const wants = effects.filter((effect) => effect.kind === "want").map(({ wanted }) => wanted);
  const environment = makeEnvironment({
    task,
    wanted: waiting!.wanted,
    attempt: 1,
    revision: core.inForce!.revision.sha,
    repository: here.repository.workTree,
    runner: io.env,
    params,
    user: { name: "", home: "", shell: "" },
  });
  return {
    task,
    params: maskParams(params, task.params),
    decision: kind,
    reason: kind === "run" ? "" : decision!.why.verdict.detail,
    revision: core.inForce!.revision.sha,
    needsFirst: [...new Set(wants.map((wanted) => wanted.task).filter((other) => other !== task.id))].sort(byCodePoint),
    environment: [
      ...new Set([
        ...environment.keys(),
        ...task.secrets.map(({ variable }) => variable),
        "RUNNER_TMP",
        "RUNNER_OUTPUT",
        "RUNNER_NEEDS",
      ]),
    ].sort(byCodePoint),
    gates,
    stake: task.protect.length === 0 ? undefined : measureStake(protect),
  };
}

function toJson({ task, params, gates, stake, ...rest }: Tried, chosen: ChosenFor | undefined): DryRun {
  const { command, shell, workspace, workdir, timeoutMs } = task;
  return {
    task: task.id,
    ...rest,
    ...(task.params && { params }),
    command: command.kind === "text" ? command.text : command.kind === "argv" ? command.argv : { ...command },
    shell: shellOf(task) ?? shell,
    ...(task.action && { uses: task.action.name, with: task.action.with }),
    workspace,
    workdir,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    gates: gates.map(toToldGate),
    ...(task.written["limits"] !== undefined && { limits: task.written["limits"] }),
    ...(stake && { stake }),
    dryRun: task.dryRun,
    supportsDryRun: task.supportsDryRun,
    ...(chosen && { chosen }),
  };
}

const outcomes = { run: "would run now", wait: "would wait", skip: "would be skipped" };

function render({ io }: Call, tried: Tried): string {
  const { task, params, decision, reason, revision, needsFirst, environment, gates, stake } = tried;
  const look = { width: tableWidth(io), color: hasColor(io) };
  const style = makeStyle(look.color);
  const facts = [
    ...listFacts(task, { revision, stake }),
    ...(task.params ? [["params", JSON.stringify(params)] as const] : []),
    ["env", environment.join(" ")] as const,
    ...(needsFirst.length === 0 ? [] : [["first", needsFirst.join(" ")] as const]),
  ];
  const lines = facts.map(
    ([name, value]) => `  ${name.padEnd(8)} ${escapeTerminal(value).replaceAll("\n", `\n${" ".repeat(11)}`)}\n`,
  );
  const sentence = `${task.id} ${outcomes[decision]}${reason === "" ? "" : `: ${escapeTerminal(reason)}`}`;
  return `${style.bold(sentence)}\n${lines.join("")}\n${renderGates(gates, look)}\n${tellWhetherDry(task)}\n`;
}

function tellWhetherDry({ supportsDryRun, needs }: Task): string {
  if (!supportsDryRun)
    return "this task does not say that it understands a dry run (supports_dry_run): nothing was started";
  const without = needs.length === 0 ? "" : `, without what it needs: ${needs.map(({ task }) => task).join(", ")}`;
  return `it understands a dry run, and is started with RUNNER_DRY_RUN=1${without}`;
}
