import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { badShell, outsideRepository, textInList } from "../../diagnostics/meaning-codes.ts";
import { missingKey, wrongValue } from "../../diagnostics/shape-codes.ts";
import type { RevisionFiles } from "../../model/files.ts";
import { taskId, taskIdPattern } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Json } from "../../model/json.ts";
import type { CatchUp, Command, Need, Retry, Task } from "../../model/task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { checkScript } from "./check-script.ts";
import { digestTask, sortKeys } from "./digest-task.ts";
import { readDuration } from "./read-duration.ts";
import { readMoment } from "./read-moment.ts";
import { readSchedules } from "./read-schedules.ts";
import { readZone } from "./read-zone.ts";
import { resolvePath } from "./resolve-path.ts";
import type { WrittenTask } from "./written-task.ts";

/** What the meaning of a task depends on besides its keys. */
export interface Surroundings {
  readonly now: Instant;
  /** Where a task names no zone. */
  readonly timezone: string;
  readonly find: RevisionFiles["find"];
  /** False if settings could not be read: then a task may have had its `run` from there. */
  readonly defaultsAreKnown: boolean;
}

/** What the names of `shell` stand for; `{}` is the path of the script. Errors end a shell script, unset names are errors. */
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
    suspend: readSuspend(),
    schedules: readSchedules(given, keys.schedule, timezone, around.now),
    timezone,
    catchUp: readCatchUp(),
    startDeadlineMs: readDuration(given, ["start_deadline"], keys.start_deadline),
    needs: (keys.needs ?? []).flatMap(readNeed),
    shell: readShell(),
    workspace: keys.workspace ?? "snapshot",
    workdir: readWorkdir(),
    env: new Map(Object.entries(keys.env ?? {})),
    inheritEnv: keys.inherit_env ?? [],
    check: keys.check === undefined ? undefined : readCommand("check", keys.check),
    timeoutMs: keys.timeout === "none" ? undefined : readDuration(given, ["timeout"], keys.timeout),
    killAfterMs: readDuration(given, ["kill_after"], keys.kill_after) ?? 10_000,
    retry: readRetry(),
    overlap: keys.overlap ?? "skip",
    pauseAfterFailures: keys.pause_after_failures,
    locks: keys.locks ?? [],
    priority: keys.priority ?? "medium",
    successExitCodes: keys.success_exit_codes ?? [0],
    hosts: keys.hosts ?? [],
  } satisfies Omit<Task, "id" | "command" | "digest" | "written" | "file" | "line">;
  const command = keys.run === undefined ? missingRun() : readCommand("run", keys.run);
  if (command === undefined || written.id === undefined || !taskIdPattern.test(written.id)) return undefined;
  const meaning = { id: taskId(written.id), ...task, command };
  let digest: string | undefined;
  return {
    ...meaning,
    file: written.file,
    line: written.line,
    written: sortKeys(merged.value) as { [key: string]: Json },
    // Made when asked for: whoever only validates never needs it, nor the 5 ms that loading node:crypto costs.
    get digest() {
      return (digest ??= digestTask(meaning));
    },
  };

  function readSuspend(): Task["suspend"] {
    if (keys.suspend === undefined) return undefined;
    const until = readMoment(given, ["suspend", "until"], keys.suspend.until, timezone);
    return until === undefined ? undefined : { until, reason: keys.suspend.reason ?? "" };
  }

  function readCatchUp(): CatchUp {
    const catchUp = keys.catch_up ?? "none";
    if (typeof catchUp === "string") return { policy: catchUp, withinMs: undefined };
    return { policy: catchUp.policy, withinMs: readDuration(given, ["catch_up", "within"], catchUp.within) };
  }

  /** An id that cannot be one is left to the check for needs that do not exist. */
  function readNeed(need: NonNullable<TaskFile["needs"]>[number], i: number): readonly Need[] {
    if (merged.isUnsound(`needs/${i}`)) return [];
    const { task: id, status = "success", max_age } = typeof need === "string" ? { task: need } : need;
    const maxAgeMs = readDuration(given, ["needs", i, "max_age"], max_age);
    return taskIdPattern.test(id) ? [{ task: taskId(id), status, maxAgeMs }] : [];
  }

  function readShell(): readonly string[] {
    const shell = keys.shell ?? "bash";
    if (typeof shell === "string") return shells[shell];
    if (!shell.includes("{}")) report(badShell(merged.locate(["shell"], "value")));
    return shell;
  }

  /** An absolute one is a folder of the host. */
  function readWorkdir(): string {
    const workdir = keys.workdir ?? ".";
    if (workdir.startsWith("/")) return workdir;
    const resolved = resolvePath(workdir);
    if (resolved.ok) return resolved.value === "" ? "." : resolved.value;
    const hint = "Write a folder of the repository, or an absolute one.";
    report(outsideRepository(merged.locate(["workdir"], "value"), workdir, resolved.error, hint));
    return ".";
  }

  function readRetry(): Retry {
    const retry = keys.retry ?? {};
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

  function missingRun(): undefined {
    if (merged.isUnsound("run") || !around.defaultsAreKnown) return undefined;
    const of = { key: "run", where: "a task", hint: 'Say what to execute: run = "…"' };
    report(missingKey(written.idSpan(), of));
    return undefined;
  }

  function readCommand(key: "run" | "check", command: NonNullable<TaskFile["run"]>): Command | undefined {
    // A line that ends with CR LF would give each word at its end a CR.
    if (typeof command === "string") return { kind: "text", text: command.replaceAll("\r\n", "\n") };
    if ("script" in command) {
      const found = checkScript(command.script, merged.locate([key, "script"], "value"), around.find);
      if (found.ok) return { kind: "script", path: found.value, args: command.args ?? [] };
      report(found.error);
      return undefined;
    }
    const [program = ""] = command;
    if (program.trim() === "") {
      const of = { key, wanted: "a list that begins with a program", got: JSON.stringify(program), hint: undefined };
      report(wrongValue(merged.locate([key, 0], "value"), of));
    } else if (/\s/.test(program) && (command.length === 1 || !/^[./]/.test(program))) {
      report(textInList(merged.locate([key], "value"), key, program));
    }
    return { kind: "argv", argv: command };
  }
}
