import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { badShell, outsideRepository } from "../../diagnostics/meaning-codes.ts";
import { missingKey } from "../../diagnostics/shape-codes.ts";
import type { RevisionFiles } from "../../model/files.ts";
import { taskId, taskIdPattern } from "../../model/ids.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { Instant } from "../../model/instant.ts";
import type { Json } from "../../model/json.ts";
import type { CatchUp, Effort, Need, Retry, Task } from "../../model/task.ts";
import type { Calendars } from "../calendars/index.ts";
import { readCondition } from "../conditions/read-condition.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { readTriggers } from "../triggers/read-triggers.ts";
import { readBlackouts, readWindows } from "../windows/read-windows.ts";
import type { TaskMeaning } from "./digest-task.ts";
import { digestTask, sortKeys } from "./digest-task.ts";
import type { Given } from "./given.ts";
import { at } from "./given.ts";
import { readCommand } from "./read-command.ts";
import { readDuration } from "./read-duration.ts";
import { readMoment } from "./read-moment.ts";
import { readRate } from "./read-rate.ts";
import { readSchedules } from "./read-schedules.ts";
import { readZone } from "./read-zone.ts";
import { resolvePath } from "./resolve-path.ts";
import type { WrittenTask } from "./written-task.ts";

/** What the meaning of a task depends on besides its keys. */
export interface Surroundings {
  readonly now: Instant;
  /** Where a task names no zone. */
  readonly timezone: string;
  readonly calendars: Calendars;
  readonly find: RevisionFiles["find"];
  /** False if settings could not be read: then a task may have had its `run` from there. */
  readonly defaultsAreKnown: boolean;
}

/** What the names of `shell` stand for; `{}` is the script's path. A failed command, or an unset name, ends a script. */
const shells = {
  bash: ["bash", "-euo", "pipefail", "{}"],
  sh: ["sh", "-eu", "{}"],
  python3: ["python3", "{}"],
  node: ["node", "{}"],
} as const;

/**
 * From keys as written (their shape checked, defaults merged in) to a task as understood. All built-in defaults are
 * here. What is wrong with a value goes to `report`; the value then counts as not given, so that everything wrong is
 * told at once. Undefined where there can be no task at all.
 */
export function normalize(
  written: WrittenTask,
  around: Surroundings,
  report: (diagnostic: Diagnostic) => void,
): Task | undefined {
  const { merged } = written;
  const keys = merged.value as TaskFile;
  const given = { merged, report };
  const timezone = readZone(given, keys.timezone, around.timezone);
  const task = {
    name: keys.name,
    description: keys.description,
    owner: keys.owner,
    tags: keys.tags ?? [],
    category: keys.category,
    enabled: keys.enabled ?? true,
    suspend: readSuspend(given, keys.suspend, timezone),
    schedules: readSchedules(given, keys.schedule, timezone, around.now),
    timezone,
    triggers: readTriggers(given, keys),
    jitterMs: readDuration(given, ["jitter"], keys.jitter) ?? 0,
    windows: readWindows(given, keys.window, timezone),
    blackouts: readBlackouts(given, keys.blackout, { zone: timezone, calendars: around.calendars }),
    cooldownMs: readDuration(given, ["cooldown"], keys.cooldown) ?? 0,
    rate: readRate(given, keys.rate),
    when: keys.when === undefined ? undefined : readCondition(at(given, ["when"]), keys.when),
    otherwise: keys.otherwise ?? "skip",
    catchUp: readCatchUp(given, keys.catch_up ?? "none"),
    startDeadlineMs: readDuration(given, ["start_deadline"], keys.start_deadline),
    needs: readNeeds(given, keys.needs ?? []),
    shell: readShell(given, keys.shell ?? "bash"),
    workspace: keys.workspace ?? "snapshot",
    workdir: readWorkdir(given, keys.workdir ?? "."),
    env: new Map(Object.entries(keys.env ?? {})),
    inheritEnv: keys.inherit_env ?? [],
    check: keys.check === undefined ? undefined : readCommand(given, "check", keys.check, around.find),
    timeoutMs: keys.timeout === "none" ? undefined : readDuration(given, ["timeout"], keys.timeout),
    killAfterMs: readDuration(given, ["kill_after"], keys.kill_after) ?? 10_000,
    retry: readRetry(given, keys.retry ?? {}),
    overlap: keys.overlap ?? "skip",
    pauseAfterFailures: keys.pause_after_failures,
    locks: keys.locks ?? [],
    priority: keys.priority ?? "medium",
    impact: Object.entries(keys.impact ?? {}).sort(([a], [b]) => byCodePoint(a, b)),
    effort: readEffort(given, keys.effort ?? {}),
    successExitCodes: keys.success_exit_codes ?? [0],
    hosts: keys.hosts ?? [],
  } satisfies Omit<TaskMeaning, "id" | "command">;
  if (keys.run === undefined) {
    if (!merged.isUnsound("run") && around.defaultsAreKnown) report(missingRun(written));
    return undefined;
  }
  const command = readCommand(given, "run", keys.run, around.find);
  if (command === undefined || written.id === undefined || !taskIdPattern.test(written.id)) return undefined;
  return makeTask({ id: taskId(written.id), ...task, command }, written);
}

/** On its own, so that a task keeps nothing of its file alive. */
function makeTask(meaning: TaskMeaning, { file, line, merged }: WrittenTask): Task {
  const written = sortKeys(merged.value) as { [key: string]: Json };
  let digest: string | undefined;
  return {
    ...meaning,
    file,
    line,
    written,
    // Made when asked for: whoever only validates never needs it, nor the 5 ms that loading node:crypto costs.
    get digest() {
      return (digest ??= digestTask(meaning));
    },
  };
}

function missingRun({ idSpan }: WrittenTask): Diagnostic {
  return missingKey(idSpan(), { key: "run", where: "a task", hint: 'Say what to execute: run = "…"' });
}

function readSuspend(given: Given, suspend: TaskFile["suspend"], zone: string): Task["suspend"] {
  if (suspend === undefined) return undefined;
  const until = readMoment(given, ["suspend", "until"], suspend.until, zone);
  return until === undefined ? undefined : { until, reason: suspend.reason ?? "" };
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

function readRetry(given: Given, retry: NonNullable<TaskFile["retry"]>): Retry {
  return {
    attempts: retry.attempts ?? 1,
    delayMs: readDuration(given, ["retry", "delay"], retry.delay) ?? 0,
    backoff: retry.backoff ?? "fixed",
    maxDelayMs: readDuration(given, ["retry", "max_delay"], retry.max_delay),
    jitter: retry.jitter ?? 0,
    onExit: retry.on_exit,
    onLost: retry.on_lost ?? false,
  };
}
