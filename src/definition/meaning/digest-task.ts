import type { UsedAction } from "../../model/action.ts";
import { factKeyOf } from "../../model/condition.ts";
import type { Json } from "../../model/json.ts";
import type { Isolation } from "../../model/isolation.ts";
import { noIsolation } from "../../model/isolation.ts";
import type { Params } from "../../model/params.ts";
import type { Task } from "../../model/task.ts";
import type { Window } from "../../model/window.ts";
import { keepsAYear } from "../../model/unsaid.ts";
import { conditionKey } from "../conditions/condition-key.ts";
import { loadCrypto } from "../load-package.ts";

export type TaskMeaning = Omit<Task, "digest" | "written" | "file" | "line">;

/**
 * Hash over what a task does: two with the same one behave the same. Names, description, owner, tags and category are
 * for people; where it is written does not matter either. The category has a say in the queue, as the settings have: what
 * is in force counts there, whether the digest tells or not.
 */
function digestTask(task: TaskMeaning): string {
  const meaning: readonly unknown[] = [
    task.id,
    task.enabled,
    task.suspend?.until,
    task.schedules.map((schedule) => schedule.key).sort(),
    task.timezone,
    task.triggers.map((trigger) => trigger.key).sort(),
    task.jitterMs,
    inOrder(task.windows.map((window) => [...meaningOf(window), window.overrun])),
    inOrder(task.blackouts.map(meaningOf)),
    [task.cooldownMs, task.rate?.count, task.rate?.perMs],
    [task.when && conditionKey(task.when), task.otherwise],
    [task.catchUp.policy, task.catchUp.withinMs],
    task.startDeadlineMs,
    // They are asked for in their order, and one that is skipped may spare the rest.
    task.needs.map((need) => [need.task, need.status, need.maxAgeMs]),
    task.command,
    task.shell,
    task.workspace,
    task.workdir,
    [...task.env].sort(([a], [b]) => (a < b ? -1 : 1)),
    task.inheritEnv.toSorted(),
    task.check,
    [task.protect.toSorted(), task.rollbackOn],
    [task.timeoutMs, task.killAfterMs],
    task.retry,
    task.overlap,
    task.pauseAfterFailures,
    task.locks.toSorted(),
    [task.priority, task.impact, task.effort],
    task.successExitCodes.toSorted(),
    task.hosts.toSorted(),
    // Keys that came later: a task without them keeps the digest that it had.
    ...(task.isolation === noIsolation ? [] : [meaningOfIsolation(task.isolation)]),
    ...(task.rollback === undefined ? [] : [{ rollback: task.rollback }]),
    ...(task.secrets.length === 0 ? [] : [{ secrets: task.secrets }]),
    ...(task.params === undefined ? [] : [{ params: task.params.schema }]),
    ...(task.output === "text" ? [] : [{ output: task.output }]),
    ...(task.requires.length === 0 ? [] : [{ requires: task.requires.map(factKeyOf).sort() }]),
    ...(task.keep === keepsAYear ? [] : [{ keep: [task.keep.reportsMs, task.keep.logsMs] }]),
    ...(task.report === "each" ? [] : [{ report: task.report }]),
    ...(task.dryRun ? [{ dryRun: true }] : []),
    ...(task.supportsDryRun ? [{ supportsDryRun: true }] : []),
    ...(task.action === undefined ? [] : [{ uses: meaningOfAction(task.action) }]),
  ];
  return loadCrypto().hash("sha256", JSON.stringify(meaning), "hex").slice(0, 32);
}

const digestsOfParams = new WeakMap<Params, string>();

/** The schema is long, and the same in all tasks of the action: it is gone through once. */
function meaningOfAction({ params, ...action }: UsedAction): unknown {
  const digest = digestsOfParams.get(params) ?? loadCrypto().hash("sha256", JSON.stringify(params));
  digestsOfParams.set(params, digest);
  return { ...action, params: digest };
}

/** Gives each its digest, where it has none yet. */
export function digestTasks(tasks: readonly (TaskMeaning & { digest: string })[]): void {
  for (const task of tasks) if (task.digest === "") task.digest = digestTask(task);
}

function meaningOf({ hours, days, dates, zone }: Window): readonly unknown[] {
  return [hours, days, dates, zone];
}

/** For lists in which the order says nothing. */
function inOrder(items: readonly unknown[]): readonly unknown[] {
  if (items.length < 2) return items;
  return items.map((item) => JSON.stringify(item)).sort();
}

function meaningOfIsolation({ limits, ...isolation }: Isolation): readonly unknown[] {
  const { maxCpuTime, ...others } = limits;
  return [isolation, others, maxCpuTime?.ms, maxCpuTime?.perMs];
}

/** The same value with the keys of all tables in order of code point. */
export function sortKeys(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sortKeys);
  const table = value as { readonly [key: string]: Json };
  const sorted: Record<string, Json> = {};
  for (const key of Object.keys(table).sort()) sorted[key] = sortKeys(table[key]!);
  return sorted;
}
