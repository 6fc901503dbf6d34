import { Option } from "commander";
import type { Catalog } from "../../model/catalog.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { JsonTable } from "../../model/json.ts";
import type { Need, Task } from "../../model/task.ts";
import { priorities } from "../../model/task.ts";
import { renderAgo } from "../../report/render-ago.ts";
import { renderSchedule } from "../../schedule/index.ts";
import { renderTable } from "../../text/table.ts";
import type { ComingSlots } from "../coming-slots.ts";
import { makeSlotFinder } from "../coming-slots.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { hasColor, tableWidth } from "../io.ts";
import { noTasks } from "../no-tasks.ts";
import { openCatalog } from "../open-catalog.ts";
import { printJson } from "../print-json.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "what tasks there are, by their definitions as they lie here",
  example: `runner list --category backup --priority high
How they are (last results, what runs, what is paused) is what \`runner status\` tells.`,
  declare: (command) =>
    void command
      .option("--category <category>", "only tasks of this category")
      .option("--tag <tag>", "only tasks with this tag")
      .addOption(new Option("--priority <class>", "only tasks of this class").choices(priorities))
      .option("--ids", "the ids alone, one a line"),
  readsClock: true,
  run: (call) => Promise.resolve(list(call)),
};

/** What `--json` prints a list of, in order of id. What is not known or not given is left out. */
interface ListedTask {
  readonly id: string;
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly owner: string | undefined;
  readonly category: string | undefined;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** In words, one for each; empty: `remark` says when it runs. */
  readonly schedules: readonly string[];
  readonly timezone: string;
  /** `2026-11-20T02:00:00Z`, by its definition alone. */
  readonly next: string | undefined;
  /** Why there is no `next`, or what is special about it. */
  readonly remark: string | undefined;
  readonly needs: readonly Pick<Need, "task" | "status">[];
  /** JSON Schema of what a request may pass. */
  readonly params: JsonTable | undefined;
  /** Its action. */
  readonly uses: string | undefined;
  /** Patterns; empty: every host. */
  readonly hosts: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

function list(call: Call): ExitCode {
  const { io } = call;
  const opened = openCatalog(call);
  if ("code" in opened) return opened.code;
  const tasks = filterTasks(call, opened.catalog);
  if (call.options["ids"] === true) {
    const ids = tasks.map(({ id }) => id);
    if (call.json) printJson(io, ids);
    else io.out(ids.map((id) => `${id}\n`).join(""));
    return exitCodes.fine;
  }
  const now = io.now();
  const find = makeSlotFinder(opened.catalog, now);
  const found = tasks.map((task) => ({ task, ...find(task, 1) }));
  if (call.json) printJson(io, found.map(toListedTask));
  else if (opened.catalog.tasks.size === 0) io.out(noTasks);
  else if (found.length === 0) io.out("no task is like that; without options `runner list` shows all\n");
  else io.out(renderList(io, found, now));
  return exitCodes.fine;
}

/** The tasks that all given options fit. */
function filterTasks(call: Call, { tasks }: Catalog): readonly Task[] {
  const [category, tag, priority] = ["category", "tag", "priority"].map((name) => textOption(call, name));
  return [...tasks.values()].filter(
    (task) =>
      (category === undefined || task.category === category) &&
      (tag === undefined || task.tags.includes(tag)) &&
      (priority === undefined || task.priority === priority),
  );
}

type Found = ComingSlots & { readonly task: Task };

function toListedTask({ task, slots, remark }: Found): ListedTask {
  const { id, name, description, owner, category, priority, tags, enabled, timezone, hosts, file, line } = task;
  return {
    ...{ id, name, description, owner, category, priority, tags, enabled },
    schedules: task.schedules.map(renderSchedule),
    timezone,
    next: slots[0] === undefined ? undefined : renderInstant(slots[0]),
    remark,
    needs: task.needs.map(({ task: needed, status }) => ({ task: needed, status })),
    params: task.params?.schema,
    uses: task.action?.name,
    ...{ hosts, file, line },
  };
}

function renderList(io: Io, found: readonly Found[], now: Instant): string {
  const columns = ["TASK", "SCHEDULE", "NEXT", "CATEGORY", "PRIORITY", "NEEDS"].map((title) => {
    return { title, whole: title === "TASK" };
  });
  const rows = found.map(({ task, slots, remark }) => [
    task.id,
    task.schedules.map(renderSchedule).join("; ") || "-",
    slots[0] === undefined ? { text: remark ?? "", style: "dim" as const } : renderAgo(slots[0], now),
    task.category ?? "-",
    task.priority,
    task.needs.map((need) => need.task).join(", ") || "-",
  ]);
  return renderTable(columns, rows, { width: tableWidth(io), color: hasColor(io) });
}
