// takes      two catalogs, what differs between them, and which rules are silenced
// gives      what a reviewer must look at, in order of task and rule
// fails with nothing
// guarantees pure; only what a change brings is told, not what was there before
import { byCodePoint } from "../../model/compare.ts";
import type { TaskId } from "../../model/ids.ts";
import type { AttentionSettings } from "../../model/settings.ts";
import type { Task } from "../../model/task.ts";
import type { Compared, TaskChange } from "../changes/index.ts";
import type { Finding, Rule } from "./rule.ts";
import { fetchAndRun } from "./rules/fetch-and-run.ts";
import { lockCollision } from "./rules/lock-collision.ts";
import { manyMoreRuns } from "./rules/many-more-runs.ts";
import { neededDisabled } from "./rules/needed-disabled.ts";
import { newSecret } from "./rules/new-secret.ts";
import { rmVariable } from "./rules/rm-variable.ts";
import { shellcheck } from "./rules/shellcheck.ts";
import { runsAsRoot } from "./rules/runs-as-root.ts";
import { timeoutRaised } from "./rules/timeout-raised.ts";
import { userChanged } from "./rules/user-changed.ts";
import { undoRemoved } from "./rules/undo-removed.ts";
import { windowRemoved } from "./rules/window-removed.ts";
import { worldWritable } from "./rules/world-writable.ts";

export { outsidePrograms } from "./outside-programs.ts";

/** A new rule is a file of its own, a line here, and its id in schemas/runner.schema.json, so that it can be silenced. */
export const rules: readonly Rule[] = [
  fetchAndRun,
  lockCollision,
  manyMoreRuns,
  neededDisabled,
  newSecret,
  rmVariable,
  runsAsRoot,
  shellcheck,
  timeoutRaised,
  undoRemoved,
  userChanged,
  windowRemoved,
  worldWritable,
];

/** Something that a reviewer must look at. */
export interface Attention {
  /** Of the rule. */
  readonly id: string;
  readonly task: TaskId;
  readonly message: string;
  /** Where it is, else where the task is written. */
  readonly file: string;
  readonly line: number;
}

/** One whose place is known but for the line in its task; `about` undefined: that is known, too. */
export interface Unplaced extends Attention {
  readonly about: { readonly keys: readonly string[]; readonly said: string | undefined } | undefined;
}

export function listAttention(
  compared: Compared,
  changes: readonly TaskChange[],
  silenced: AttentionSettings,
): readonly Unplaced[] {
  const looked = changes.flatMap(({ task, from }) => {
    const after = compared.head.tasks.get(task);
    return after ? [{ before: compared.base.tasks.get(from ?? task), after, compared }] : [];
  });
  return rules
    .flatMap((rule) => looked.flatMap((one) => rule.look(one).map((finding) => tell(rule, one.after, finding))))
    .filter(({ id, task }) => !isSilenced(silenced, id, task))
    .sort((a, b) => byCodePoint(a.task, b.task) || byCodePoint(a.id, b.id));
}

function tell({ id, keys }: Rule, { id: task, file, line }: Task, finding: Finding): Unplaced {
  if (typeof finding !== "string" && "file" in finding) return { id, task, ...finding, about: undefined };
  const { message, said } = typeof finding === "string" ? { message: finding, said: undefined } : finding;
  return { id, task, message, file, line, about: { keys, said } };
}

function isSilenced(silenced: AttentionSettings, id: string, task: TaskId): boolean {
  const silence = silenced.get(id);
  return silence !== undefined && (silence.tasks === undefined || silence.tasks.includes(task));
}
