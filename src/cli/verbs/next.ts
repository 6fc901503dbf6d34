import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { renderAgo } from "../../report/render-ago.ts";
import type { Cell } from "../../text/table.ts";
import { renderTable } from "../../text/table.ts";
import type { ComingSlots } from "../coming-slots.ts";
import { makeSlotFinder } from "../coming-slots.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasColor, tableWidth } from "../io.ts";
import { openCatalog, pickTasks } from "../open-catalog.ts";
import { printJson } from "../print-json.ts";
import { noTasks } from "../no-tasks.ts";
import { readCount, readInstant } from "../read-options.ts";
import { renderLocalTime } from "../render-local-time.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "when tasks are due next, by their definitions as they lie here",
  example: `runner next backup --count 10 --from 2026-10-24T00:00Z
The ten times after that moment. Without a task: the next time of each.`,
  declare: (command) =>
    void command
      .argument("[task...]", "these tasks (default: all)")
      .option("--count <n>", "how many times of each (default: 5 of a named task, else 1)")
      .option("--from <instant>", "strictly after this moment (default: now)"),
  readsClock: true,
  run: (call) => Promise.resolve(next(call)),
};

/** What `--json` prints a list of, in order of task. */
interface TaskSlots {
  readonly task: string;
  /** `2026-11-20T02:00:00Z`, ascending; fewer than asked for where there are no more. */
  readonly slots: readonly string[];
}

function next(call: Call): ExitCode {
  const given = readInstant(call, "from", call.io.now());
  const count = readCount(call, "count", call.args.length > 0 ? 5 : 1);
  if ("bad" in given || "bad" in count) return exitCodes.invalid;
  const opened = openCatalog(call);
  if ("code" in opened) return opened.code;
  const tasks = pickTasks(call, opened.catalog);
  if ("code" in tasks) return tasks.code;
  const find = makeSlotFinder(opened.catalog, given.value);
  const found = tasks.map((task) => ({ task, ...find(task, count.value) }));
  if (call.json) {
    const json: TaskSlots[] = found.map(({ task, slots }) => ({ task: task.id, slots: slots.map(renderInstant) }));
    printJson(call.io, json);
  } else {
    call.io.out(found.length === 0 ? noTasks : renderSlots(call, found, given.value));
  }
  return exitCodes.fine;
}

function renderSlots({ io }: Call, found: readonly (ComingSlots & { task: Task })[], from: Instant): string {
  const columns = [{ title: "TASK", whole: true }, { title: "NEXT", whole: true }, { title: "ZONE" }, { title: "IN" }];
  const rows = found.flatMap(({ task, slots, remark }): Cell[][] => {
    if (slots.length === 0) return [[task.id, { text: "-", style: "dim" }, "", { text: remark ?? "", style: "dim" }]];
    return slots.map((slot) => [
      task.id,
      renderLocalTime(slot, task.timezone),
      task.timezone,
      `${renderAgo(slot, from).replace(/^in /, "")}${remark === undefined ? "" : ` (${remark})`}`,
    ]);
  });
  return renderTable(columns, rows, { width: tableWidth(io), color: hasColor(io) });
}
