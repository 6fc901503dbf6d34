import { factKeyOf } from "../../model/condition.ts";
import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { describeDue } from "./consequences/due.ts";
import type { FieldChange } from "./index.ts";
import * as action from "./consequences/action.ts";
import type { Part } from "./consequences/action.ts";
import * as isolation from "./consequences/isolation.ts";
import * as keeping from "./consequences/keeping.ts";
import * as consequences from "./consequences/index.ts";
import * as leaves from "./consequences/what-it-leaves.ts";
import * as starts from "./consequences/when-it-starts.ts";
import * as meaning from "./meaning.ts";
import * as kept from "./show-isolation.ts";
import * as show from "./show.ts";

/** A key of the task file that decides how a task behaves. */
interface Field {
  readonly name: string;
  /** As people read it; undefined where it is what it is without being given. */
  readonly show: (task: Task) => string | undefined;
  /** What of it counts, where that may be said in other words or in another order. */
  readonly meaning?: (task: Task) => readonly unknown[];
  /** What follows where it changes; undefined: the two values say all. */
  readonly consequence?: (before: Task, after: Task) => string | undefined;
  /** What it is made of: of two that have the same parts only those that differ are told. */
  readonly parts?: (before: Task, after: Task) => readonly Part[] | undefined;
  /** Whether the times at which the task is due follow from it. */
  readonly movesSlots?: true;
}

/** In the order in which they are told. A new key that matters is a line here. */
const fields: readonly Field[] = [
  { name: "enabled", show: ({ enabled }) => (enabled ? undefined : "false"), movesSlots: true },
  { name: "suspend", show: show.suspend, meaning: ({ suspend }) => [suspend?.until], consequence: starts.ofSuspend },
  { name: "schedule", show: show.schedules, meaning: meaning.ofSchedules, movesSlots: true },
  { name: "timezone", show: ({ timezone }) => timezone },
  { name: "on", show: show.triggers, meaning: meaning.ofTriggers },
  {
    name: "run",
    show: ({ command, action: of }) => (of ? undefined : show.command(command)),
    consequence: consequences.ofCommand,
  },
  { name: "uses", show: show.uses, consequence: action.ofUses },
  { name: "with", show: show.given, meaning: ({ action: of }) => [of?.with], parts: action.partsOfWith },
  { name: "shell", show: ({ shell }) => shell.join(" ") },
  { name: "check", show: ({ check }) => check && show.command(check), consequence: consequences.ofCheck },
  { name: "user", show: kept.user, consequence: isolation.ofUser },
  { name: "umask", show: kept.umask },
  { name: "network", show: kept.network, consequence: isolation.ofNetwork },
  { name: "read_only", show: kept.readOnly, consequence: isolation.ofReadOnly },
  { name: "writable", show: kept.writable, consequence: isolation.ofWritable },
  { name: "no_new_privileges", show: kept.noNewPrivileges, consequence: isolation.ofNoNewPrivileges },
  { name: "limits", show: kept.limits },
  {
    name: "protect",
    show: ({ protect }) => show.list(protect),
    meaning: ({ protect }) => protect.toSorted(),
    consequence: leaves.ofProtect,
  },
  {
    name: "rollback",
    show: ({ rollback }) => rollback && show.command(rollback),
    consequence: consequences.ofRollback,
  },
  {
    name: "rollback_on",
    show: ({ rollbackOn }) => (rollbackOn === "failure" ? undefined : rollbackOn),
    consequence: leaves.ofRollbackOn,
  },
  { name: "workspace", show: ({ workspace }) => workspace, consequence: leaves.ofWorkspace },
  { name: "workdir", show: ({ workdir }) => (workdir === "." ? undefined : workdir) },
  { name: "env", show: show.env },
  {
    name: "inherit_env",
    show: ({ inheritEnv }) => show.list(inheritEnv),
    meaning: ({ inheritEnv }) => inheritEnv.toSorted(),
  },
  { name: "secrets", show: show.secrets, consequence: leaves.ofSecrets },
  {
    name: "params",
    show: show.params,
    meaning: ({ params }) => [params?.schema],
    consequence: consequences.ofParams,
  },
  { name: "needs", show: show.needs, meaning: meaning.ofNeeds, consequence: consequences.ofNeeds },
  {
    name: "window",
    show: ({ windows }) => show.list(windows.map(show.window)),
    meaning: meaning.ofWindows,
    consequence: consequences.ofWindow,
  },
  {
    name: "blackout",
    show: ({ blackouts }) => show.list(blackouts.map(({ text }) => text)),
    meaning: meaning.ofBlackouts,
    consequence: starts.ofBlackout,
  },
  { name: "cooldown", show: ({ cooldownMs }) => show.duration(cooldownMs), consequence: starts.ofCooldown },
  {
    name: "rate",
    show: ({ rate }) => rate?.text,
    meaning: ({ rate }) => [rate?.count, rate?.perMs],
    consequence: starts.ofRate,
  },
  { name: "when", show: show.when, meaning: meaning.ofWhen, consequence: starts.ofWhen },
  {
    name: "otherwise",
    show: ({ otherwise }) => (otherwise === "skip" ? undefined : otherwise),
    consequence: starts.ofOtherwise,
  },
  { name: "jitter", show: ({ jitterMs }) => show.duration(jitterMs), consequence: starts.ofJitter },
  { name: "catch_up", show: show.catchUp, consequence: starts.ofCatchUp },
  {
    name: "start_deadline",
    show: ({ startDeadlineMs }) => show.duration(startDeadlineMs),
    consequence: starts.ofStartDeadline,
  },
  { name: "timeout", show: ({ timeoutMs }) => show.duration(timeoutMs) ?? "none", consequence: consequences.ofTimeout },
  { name: "kill_after", show: ({ killAfterMs }) => show.duration(killAfterMs), consequence: leaves.ofKillAfter },
  { name: "retry", show: show.retry, consequence: consequences.ofRetry },
  { name: "overlap", show: ({ overlap }) => overlap, consequence: consequences.ofOverlap },
  {
    name: "pause_after_failures",
    show: ({ pauseAfterFailures }) => pauseAfterFailures?.toString(),
    consequence: leaves.ofPauseAfterFailures,
  },
  {
    name: "locks",
    show: ({ locks }) => show.list(locks),
    meaning: ({ locks }) => locks.toSorted(),
    consequence: starts.ofLocks,
  },
  { name: "priority", show: ({ priority }) => priority, consequence: starts.ofPriority },
  { name: "category", show: ({ category }) => category },
  { name: "impact", show: show.impact },
  { name: "effort", show: show.effort },
  {
    name: "output",
    show: ({ output }) => (output === "text" ? undefined : output),
    consequence: consequences.ofOutput,
  },
  {
    name: "success_exit_codes",
    show: ({ successExitCodes }) => successExitCodes.join(", "),
    meaning: ({ successExitCodes }) => successExitCodes.toSorted(),
    consequence: leaves.ofSuccessExitCodes,
  },
  { name: "keep", show: keeping.showKeep, consequence: keeping.ofKeep },
  {
    name: "report",
    show: ({ report }) => (report === "each" ? undefined : report),
    consequence: keeping.ofReport,
  },
  { name: "dry_run", show: ({ dryRun }) => (dryRun ? "true" : undefined), consequence: keeping.ofDryRun },
  {
    name: "supports_dry_run",
    show: ({ supportsDryRun }) => (supportsDryRun ? "true" : undefined),
    consequence: keeping.ofSupportsDryRun,
  },
  {
    name: "requires",
    show: show.requires,
    meaning: ({ requires }) => requires.map(factKeyOf).toSorted(),
    consequence: starts.ofRequires,
  },
  {
    name: "hosts",
    show: ({ hosts }) => show.list(hosts),
    meaning: ({ hosts }) => hosts.toSorted(),
    consequence: starts.ofHosts,
  },
];

/** The fields in which two definitions of a task differ. */
export function listFieldChanges(before: Task, after: Task, now: Instant): readonly FieldChange[] {
  return fields.flatMap((field): readonly FieldChange[] => {
    if (isSame(field, before, after)) return [];
    const parts = field.parts?.(before, after);
    if (parts) return parts.map((part) => ({ ...part, name: `${field.name}.${part.name}`, consequence: undefined }));
    const shown = { before: field.show(before), after: field.show(after) };
    // What is told alike and means different things: as it is written.
    const values = shown.before === shown.after ? showWritten(field.name, before, after) : shown;
    const due = field.movesSlots ? describeDue(before, after, now) : undefined;
    const consequence = due?.consequence ?? field.consequence?.(before, after);
    return [{ name: field.name, ...values, consequence, ...(due?.slots && { due: due.slots }) }];
  });
}

function isSame({ show: told, meaning: of }: Field, before: Task, after: Task): boolean {
  if (!of) return told(before) === told(after);
  return JSON.stringify(of(before)) === JSON.stringify(of(after));
}

function showWritten(name: string, before: Task, after: Task): Pick<FieldChange, "before" | "after"> {
  const [old, now] = [before, after].map(({ written }) => {
    const value = written[name];
    return value === undefined ? undefined : JSON.stringify(value);
  });
  return { before: old, after: now };
}

/** The fields of a task that are not what they are without being given. `now`: tell how often it will run, too. */
export function showFields(task: Task, now: Instant | undefined): readonly FieldChange[] {
  return fields.flatMap((field) => {
    const after = field.show(task);
    if (after === undefined || after === defaults.get(field.name)) return [];
    const due = field.movesSlots && now !== undefined ? describeDue(undefined, task, now) : undefined;
    return [
      {
        name: field.name,
        before: undefined,
        after,
        consequence: due?.consequence,
        ...(due?.slots && { due: due.slots }),
      },
    ];
  });
}

/** What need not be said of a new task. */
const defaults: ReadonlyMap<string, string> = new Map([
  ["timezone", "UTC"],
  ["shell", "bash -euo pipefail {}"],
  ["workspace", "snapshot"],
  ["kill_after", "10s"],
  ["timeout", "none"],
  ["overlap", "skip"],
  ["priority", "medium"],
  ["success_exit_codes", "0"],
]);
