import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { badShell, outsideRepository } from "../../diagnostics/meaning-codes.ts";
import { longJitter } from "../../diagnostics/schedule-codes.ts";
import { missingKey } from "../../diagnostics/shape-codes.ts";
import type { RevisionFiles } from "../../model/files.ts";
import { renderDuration } from "../../model/duration.ts";
import { taskId, taskIdPattern } from "../../model/ids.ts";
import {
  catchesUpNone,
  keepsAYear,
  none,
  noVariables,
  once,
  shells,
  successIsZero,
  unknownEffort,
} from "../../model/unsaid.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { Instant } from "../../model/instant.ts";
import type { Json } from "../../model/json.ts";
import type { Schedule } from "../../model/schedule.ts";
import type { SecretSettings } from "../../model/secret.ts";
import type { Params } from "../../model/params.ts";
import type { CatchUp, Effort, Need, Retry, Task } from "../../model/task.ts";
import type { Calendars } from "../calendars/index.ts";
import type { Actions } from "../actions/action.ts";
import { readUse } from "../actions/read-use.ts";
import { readCondition } from "../conditions/read-condition.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { checkPlaceholders } from "../params/check-placeholders.ts";
import { readParams } from "../params/read-params.ts";
import { readTriggers } from "../triggers/read-triggers.ts";
import { readBlackouts, readWindows } from "../windows/read-windows.ts";
import { hasTrigger } from "./check-references.ts";
import { sortKeys } from "./digest-task.ts";
import type { Given } from "./given.ts";
import { at } from "./given.ts";
import { readCommand } from "./read-command.ts";
import { readDuration } from "./read-duration.ts";
import { readIsolation } from "./read-isolation.ts";
import { readKeep } from "./read-keep.ts";
import { readMoment } from "./read-moment.ts";
import { readProtect } from "./read-protect.ts";
import { readRate } from "./read-rate.ts";
import { readRequires } from "./read-requires.ts";
import { readSchedules } from "./read-schedules.ts";
import { readZone } from "./read-zone.ts";

import { checkInherited, readTaskSecrets } from "./read-task-secrets.ts";
import { shortestInterval } from "./shortest-interval.ts";
import { resolvePath } from "./resolve-path.ts";
import type { WrittenTask } from "./written-task.ts";

/** What the meaning of a task depends on besides its keys. */
export interface Surroundings {
  readonly now: Instant;
  /** Where a task names no zone. */
  readonly timezone: string;
  readonly calendars: Calendars;
  readonly actions: Actions;
  readonly find: RevisionFiles["find"];
  /** Undefined where the settings are not to be relied on. */
  readonly secrets: SecretSettings | undefined;
  /** False if settings could not be read: then a task may have had its `run` from there. */
  readonly defaultsAreKnown: boolean;
}

/** A task of which all is known but its digest, which only those need who hold it against another. */
export type TaskToDigest = Omit<Task, "digest"> & { digest: string };

/**
 * From keys as written (their shape checked, defaults merged in) to a task as understood. All built-in defaults are
 * here. What is wrong with a value goes to `report`; the value then counts as not given, so that everything wrong is
 * told at once. Undefined where there can be no task at all.
 */
export function normalize(
  written: WrittenTask,
  around: Surroundings,
  report: (diagnostic: Diagnostic) => void,
): TaskToDigest | undefined {
  const { merged, file, line } = written;
  const keys = merged.value as TaskFile;
  const given = { merged, report };
  const timezone = readZone(given, keys.timezone, around.timezone);
  const schedules = readSchedules(given, keys.schedule, timezone, around.now);
  const jitterMs = readJitter(given, keys.jitter, schedules, around.now);
  const id = written.id !== undefined && taskIdPattern.test(written.id) ? taskId(written.id) : undefined;
  const own = keys.run === undefined ? undefined : readCommand(given, "run", keys.run, around.find);
  const isMissing = keys.run === undefined && keys.uses === undefined;
  if (isMissing && !merged.isUnsound("run") && !merged.isUnsound("uses") && around.defaultsAreKnown)
    report(missingRun(written));
  const params = readTaskParams(given, keys, written);
  const isKnown = (keys.params === undefined) === (params === undefined) && !merged.isUnsound("params");
  const use = readUse(given, keys, { actions: around.actions, own: { params, isKnown } });
  const action = use?.action;
  // Whether they are there is told of the action; that one has changed is a matter of the tasks that use it.
  for (const { command: named } of action?.programs ?? []) if (named.kind === "script") around.find(named.path);
  const command = own ?? action?.run;
  // One literal, no spreading and no accessor: V8 would make a dictionary of it, which takes 3 KB and is slow to read.
  const task = {
    id: id!,
    name: keys.name,
    description: keys.description,
    owner: keys.owner,
    tags: keys.tags ?? none,
    category: keys.category,
    enabled: keys.enabled ?? true,
    suspend: readSuspend(given, keys.suspend, timezone),
    schedules,
    timezone,
    triggers: readTriggers(given, keys),
    jitterMs,
    windows: keys.window === undefined ? none : readWindows(given, keys.window, timezone),
    blackouts:
      keys.blackout === undefined
        ? none
        : readBlackouts(given, keys.blackout, { zone: timezone, calendars: around.calendars }),
    cooldownMs: readDuration(given, ["cooldown"], keys.cooldown) ?? 0,
    rate: readRate(given, keys.rate),
    when: keys.when === undefined ? undefined : readCondition(at(given, ["when"]), keys.when),
    otherwise: keys.otherwise ?? "skip",
    catchUp: keys.catch_up === undefined ? catchesUpNone : readCatchUp(given, keys.catch_up),
    startDeadlineMs: readDuration(given, ["start_deadline"], keys.start_deadline),
    needs: keys.needs === undefined ? none : readNeeds(given, keys.needs),
    shell: readShell(given, keys.shell ?? "bash"),
    isolation: readIsolation(given, keys),
    workspace: keys.workspace ?? "snapshot",
    workdir: readWorkdir(given, keys.workdir ?? "."),
    env: keys.env === undefined ? noVariables : new Map(Object.entries(keys.env)),
    inheritEnv: keys.inherit_env === undefined ? none : checkInherited(given, keys.inherit_env, around.secrets),
    secrets: keys.secrets === undefined && keys.with === undefined ? none : readTaskSecrets(given, keys, around),
    command: command!,
    action: use?.used,
    params,
    check: keys.check === undefined ? action?.check : readCommand(given, "check", keys.check, around.find),
    protect: together(keys.protect === undefined ? none : readProtect(given, keys.protect), use?.protect),
    rollback:
      keys.rollback === undefined ? action?.rollback : readCommand(given, "rollback", keys.rollback, around.find),
    rollbackOn: keys.rollback_on ?? "failure",
    timeoutMs: keys.timeout === "none" ? undefined : readDuration(given, ["timeout"], keys.timeout),
    killAfterMs: readDuration(given, ["kill_after"], keys.kill_after) ?? 10_000,
    retry: keys.retry === undefined ? once : readRetry(given, keys.retry),
    overlap: keys.overlap ?? "skip",
    pauseAfterFailures: keys.pause_after_failures,
    locks: keys.locks ?? none,
    priority: keys.priority ?? "medium",
    impact: keys.impact === undefined ? none : sortEntries(keys.impact),
    effort: keys.effort === undefined ? unknownEffort : readEffort(given, keys.effort),
    successExitCodes: keys.success_exit_codes ?? successIsZero,
    output: keys.output ?? action?.output ?? "text",
    keep: keys.keep === undefined ? keepsAYear : readKeep(given, keys.keep),
    report: keys.report ?? "each",
    dryRun: keys.dry_run ?? false,
    supportsDryRun: keys.supports_dry_run ?? action?.supportsDryRun ?? false,
    hosts: keys.hosts ?? none,
    requires: together(
      keys.requires === undefined ? none : readRequires(given, keys.requires, keys.env?.["PATH"]),
      use?.requires,
    ),
    file,
    line,
    written: sortKeys(merged.value) as { [key: string]: Json },
    digest: "",
  } satisfies TaskToDigest;
  return id === undefined || command === undefined ? undefined : task;
}

/** Those of the task, and those of its action. */
function together<T>(ofTask: readonly T[], ofAction: readonly T[] | undefined): readonly T[] {
  if (ofAction === undefined || ofAction.length === 0) return ofTask;
  return ofTask.length === 0 ? ofAction : [...ofTask, ...ofAction];
}

function missingRun({ idSpan }: WrittenTask): Diagnostic {
  return missingKey(idSpan(), { key: "run", where: "a task", hint: 'Say what to execute: run = "…"' });
}

/** Those of the task, and the placeholders that name them. */
function readTaskParams(given: Given, keys: TaskFile, written: WrittenTask): Params | undefined {
  const of = given.merged.value["params"];
  const params = of === undefined ? undefined : readParams(given, of, hasTrigger(written));
  const isKnown = (of === undefined) === (params === undefined) && !given.merged.isUnsound("params");
  for (const key of ["run", "check"] as const) {
    const command = keys[key];
    if (command !== undefined) checkPlaceholders(at(given, [key]), command, { params, isKnown });
  }
  return params;
}

function readSuspend(given: Given, suspend: TaskFile["suspend"], zone: string): Task["suspend"] {
  if (suspend === undefined) return undefined;
  const until = readMoment(given, ["suspend", "until"], suspend.until, zone);
  return until === undefined ? undefined : { until, reason: suspend.reason ?? "" };
}

function readJitter(given: Given, written: TaskFile["jitter"], schedules: readonly Schedule[], now: Instant): number {
  const jitterMs = readDuration(given, ["jitter"], written) ?? 0;
  const intervalMs = jitterMs > 0 ? shortestInterval(schedules, now) : undefined;
  if (intervalMs !== undefined && jitterMs > intervalMs) {
    const span = given.merged.locate(["jitter"], "value");
    given.report(longJitter(span, renderDuration(jitterMs), renderDuration(intervalMs)));
  }
  return jitterMs;
}

function readCatchUp(given: Given, catchUp: NonNullable<TaskFile["catch_up"]>): CatchUp {
  if (typeof catchUp === "string") return { policy: catchUp, withinMs: undefined };
  return { policy: catchUp.policy, withinMs: readDuration(given, ["catch_up", "within"], catchUp.within) };
}

/** A need whose id cannot be one is left out: checkNeeds tells that there is no such task. */
function readNeeds(given: Given, needs: NonNullable<TaskFile["needs"]>): readonly Need[] {
  return needs.flatMap((need, i) => {
    if (given.merged.isUnsound(`needs/${i}`)) return [];
    const { task, status = "success", max_age } = typeof need === "string" ? { task: need } : need;
    const maxAgeMs = readDuration(given, ["needs", i, "max_age"], max_age);
    return taskIdPattern.test(task) ? [{ task: taskId(task), status, maxAgeMs }] : [];
  });
}

function readShell({ merged, report }: Given, shell: NonNullable<TaskFile["shell"]>): readonly string[] {
  if (typeof shell === "string") return shells[shell];
  if (!shell.includes("{}")) report(badShell(merged.locate(["shell"], "value")));
  return shell;
}

/** An absolute one is a folder of the host. */
function readWorkdir({ merged, report }: Given, workdir: string): string {
  if (workdir === "." || workdir.startsWith("/")) return workdir;
  const resolved = resolvePath(workdir);
  if (resolved.ok) return resolved.value === "" ? "." : resolved.value;
  const hint = "Write a folder of the repository, or an absolute one.";
  report(outsideRepository(merged.locate(["workdir"], "value"), workdir, resolved.error, hint));
  return ".";
}

function readEffort(given: Given, effort: NonNullable<TaskFile["effort"]>): Effort {
  return {
    estimatedMs: readDuration(given, ["effort", "estimated"], effort.estimated),
    complexity: effort.complexity,
    risk: effort.risk,
  };
}

function sortEntries<T>(table: Readonly<Record<string, T>>): readonly (readonly [string, T])[] {
  return Object.entries(table).sort(([a], [b]) => byCodePoint(a, b));
}

function readRetry(given: Given, retry: NonNullable<TaskFile["retry"]>): Retry {
  return {
    attempts: retry.attempts ?? once.attempts,
    delayMs: readDuration(given, ["retry", "delay"], retry.delay) ?? once.delayMs,
    backoff: retry.backoff ?? once.backoff,
    maxDelayMs: readDuration(given, ["retry", "max_delay"], retry.max_delay),
    jitter: retry.jitter ?? once.jitter,
    onExit: retry.on_exit,
    onLost: retry.on_lost ?? once.onLost,
  };
}
