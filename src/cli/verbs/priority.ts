import type { Score, State } from "../../decide/index.ts";
import { explainPriority } from "../../decide/index.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { TaskId } from "../../model/ids.ts";
import type { Task } from "../../model/task.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import type { Column } from "../../text/table.ts";
import { renderTable } from "../../text/table.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { hasColor, tableWidth } from "../io.ts";
import { noTasks } from "../no-tasks.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { printNothingInForce } from "../print-nothing-in-force.ts";
import { printUnknownTask } from "../print-unknown-task.ts";
import { readCore } from "../read-core.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "which task goes first when not all can run at once, and why",
  example: `runner priority backup
Each term of its score, its weight and how it came about. Without a task: the scores of all, highest first. A score is that
of a run that lines up now; the queue goes by the class first, then by the score.`,
  declare: (command) => void command.argument("[task]", "this task, term by term"),
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
      const [name] = call.args;
      const task = name === undefined ? undefined : tasks.get(name as TaskId);
      if (name !== undefined && !task) return printUnknownTask(io, name, tasks.keys());
      const rated = rateAll(core.state, task ? [task] : [...tasks.values()]);
      if (call.json) printJson(io, rated.map(toRatedTask));
      else io.out(task ? renderOne(io, core.state, rated[0]!) : renderAll(io, core.state, rated));
      return exitCodes.fine;
    } finally {
      core.close();
    }
  },
};

/** What `--json` prints a list of: the highest score first. */
interface RatedTask {
  readonly task: string;
  readonly class: string;
  /** (impact, urgency, effort and successRate, each times its weight) × multiplier × adjustment. */
  readonly score: number;
  /** 0–100, as the next three. */
  readonly impact: number;
  readonly urgency: number;
  readonly effort: number;
  readonly successRate: number;
  /** Of its category. */
  readonly multiplier: number;
  /** Of its class. */
  readonly adjustment: number;
  /** The four, with their weights, their points, and why they are what they are. */
  readonly terms: Score["terms"];
}

interface Rated extends Score {
  readonly task: Task;
}

function rateAll(state: State, tasks: readonly Task[]): readonly Rated[] {
  const rated = tasks.map((task) => ({ task, ...explainPriority(state, task.id) }));
  return rated.sort((a, b) => b.score - a.score || byCodePoint(a.task.id, b.task.id));
}

function toRatedTask({ task, score, terms, multiplier, adjustment }: Rated): RatedTask {
  return {
    ...{ task: task.id, class: task.priority, score },
    impact: valueOf(terms, "impact"),
    urgency: valueOf(terms, "urgency"),
    effort: valueOf(terms, "effort"),
    successRate: valueOf(terms, "success_rate"),
    ...{ multiplier, adjustment, terms },
  };
}

function valueOf(terms: Score["terms"], name: string): number {
  return terms.find((term) => term.name === name)!.value;
}

const titles = ["SCORE", "IMPACT", "URGENCY", "EFFORT", "SUCCESS RATE", "× CATEGORY", "× CLASS"];

function renderAll(io: Io, state: State, rated: readonly Rated[]): string {
  if (rated.length === 0) return noTasks;
  const columns: Column[] = [
    { title: "TASK", whole: true },
    { title: "CLASS", whole: true },
    ...titles.map((title) => ({ title, align: "right" as const, whole: true })),
  ];
  const rows = rated.map((each) => {
    const { task, score, impact, urgency, effort, successRate, multiplier, adjustment } = toRatedTask(each);
    const numbers = [score, impact, urgency, effort, successRate].map((number) => number.toFixed(1));
    return [task, each.task.priority, ...numbers, String(multiplier), String(adjustment)];
  });
  return renderTable(columns, rows, { width: tableWidth(io), color: hasColor(io) }) + remark(state);
}

function renderOne(io: Io, state: State, { task, score, terms, multiplier, adjustment }: Rated): string {
  const look = { width: tableWidth(io), color: hasColor(io) };
  const category = task.category === undefined ? "no category" : `category ${task.category}`;
  const points = terms.map((term) => term.points.toFixed(1)).join(" + ");
  const sum = `(${points}) × ${multiplier} (${category}) × ${adjustment} (class ${task.priority})`;
  const rows = terms.map(({ name, value, weight, points, why }) => [
    name,
    value.toFixed(1),
    String(weight),
    points.toFixed(1),
    why,
  ]);
  const columns: Column[] = [
    { title: "TERM", whole: true },
    ...["VALUE", "WEIGHT", "POINTS"].map((title) => ({ title, align: "right" as const, whole: true })),
    { title: "WHY", whole: true },
  ];
  const sentence = `${task.id} has a score of ${score.toFixed(1)} = ${sum}.`;
  return `${makeStyle(look.color).bold(escapeTerminal(sentence))}\n\n${renderTable(columns, rows, look)}${remark(state)}`;
}

/** Where nobody asks for the scores, that is worth knowing. */
function remark(state: State): string {
  if (state.catalog!.settings.runner.priorityScheduling) return "";
  return "\npriority_scheduling = false: runs go first come, first served, whatever their scores\n";
}
