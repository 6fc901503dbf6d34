import type { GateVerdict } from "../../model/decision.ts";
import { isRollback } from "../../model/run.ts";
import type { Task } from "../../model/task.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";

const nothing = pass("protects nothing");
const alone = pass("no other active run protects the same paths");

/**
 * Tasks that protect the same paths do not run beside each other: what is put back for one would be what the other has just
 * written, and so it is with a rollback. Of runs of one and the same task `overlap` tells.
 */
export function protectGate({ state, task }: Asked): GateVerdict {
  if (task.protect.length === 0) return nothing;
  for (const { task: other, wanted } of state.active.values()) {
    if (other.id === task.id || !shareProtected(task, other)) continue;
    const what = isRollback(wanted.trigger)
      ? `the rollback ${wanted.id} of ${other.id}`
      : `${wanted.id} of ${other.id}`;
    const detail = `waits for ${what} to end: both protect the same paths`;
    return { kind: "wait", detail, on: { kind: "tasks", tasks: [other.id] } };
  }
  return alone;
}

/** Homes are those of the tasks' users, so that `~` of two users is two folders; a home by its path is not known here. */
function shareProtected(one: Task, other: Task): boolean {
  const [a, b] = [rootsOf(one), rootsOf(other)];
  return a.some((x) => b.some((y) => x === y || x.startsWith(`${y}/`) || y.startsWith(`${x}/`)));
}

/** Of a glob the folder in which it looks. */
function rootsOf({ protect, isolation: { user } }: Task): readonly string[] {
  return protect.map((path) => {
    const glob = path.search(/[*?[{]/);
    const fixed = glob < 0 ? path.replace(/\/+$/, "") : path.slice(0, path.lastIndexOf("/", glob));
    return fixed.startsWith("~") ? `${user?.name ?? ""}${fixed}` : fixed;
  });
}
