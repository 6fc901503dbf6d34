import { count } from "./count.ts";
import { renderDuration } from "../model/duration.ts";
import { renderSize } from "../model/size.ts";
import type { Task } from "../model/task.ts";
import { shellOf } from "../model/task.ts";
import * as kept from "../plan/changes/show-isolation.ts";
import type { Stake } from "../undo/measure-stake.ts";
import { renderCommand } from "./render-command.ts";

/** How a task would be run, as names and values for a person; what is not said in its file is left out. */
export function listFacts(
  task: Task,
  of: { revision: string; stake: Stake | undefined },
): readonly (readonly [string, string])[] {
  const all: readonly (readonly [string, string | undefined])[] = [
    ["uses", task.action && `${task.action.name} with ${JSON.stringify(task.action.with)}`],
    ["command", renderCommand(task.command)],
    ["shell", shellOf(task)?.join(" ")],
    ["check", task.check && renderCommand(task.check)],
    ["rollback", task.rollback && renderCommand(task.rollback)],
    ["workdir", `${task.workdir} in a ${task.workspace} of ${of.revision.slice(0, 7)}`],
    ["user", kept.user(task)],
    ["umask", kept.umask(task)],
    ["network", kept.network(task) && "none"],
    ["readonly", kept.readOnly(task)],
    ["writable", kept.writable(task)],
    ["limits", kept.limits(task)],
    ["timeout", task.timeoutMs === undefined ? "none" : renderDuration(task.timeoutMs)],
    ["stake", of.stake && renderStake(task, of.stake)],
    ["dry run", task.dryRun ? "every run of it: RUNNER_DRY_RUN=1" : undefined],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

const mostPaths = 20;

function renderStake({ protect, rollbackOn }: Task, { paths, files, bytes, problem }: Stake): string {
  if (problem !== undefined) return `${protect.join(" ")}: cannot be copied, so it would not start: ${problem}`;
  if (paths.length === 0) return `${protect.join(" ")}: nothing is there yet`;
  const back = rollbackOn === "failure" ? "put back after a failure" : "put back by `runner rollback` alone";
  const more = paths.length > mostPaths ? [`and ${paths.length - mostPaths} more`] : [];
  return [
    `${count(files, "file")}, ${renderSize(bytes)}, copied first, ${back}`,
    ...paths.slice(0, mostPaths),
    ...more,
  ].join("\n");
}
