import { createHash } from "node:crypto";
import type { Problem } from "../../diagnostics/to-problem.ts";
import type { Sha } from "../../model/ids.ts";
import type { Changes } from "./find-changes.ts";

/** Rules that see more or less on another machine, of texts that are in the digest themselves. */
const ofThisHost = new Set(["shellcheck", "world-writable"]);

/**
 * Over both revisions and what differs between them: 64 hex digits. The same for the same two, whenever they are compared,
 * so that whoever approves a plan can say which. Times are left out: they depend on the moment.
 */
export function digestPlan(of: {
  head: Sha | undefined;
  problems: readonly Problem[];
  changes: Changes | undefined;
}): string {
  const { head, problems, changes } = of;
  const content = [
    changes?.base?.sha ?? null,
    head ?? null,
    problems,
    changes?.tasks.map(({ task, change, from, fields }) => {
      return [
        task,
        change,
        from ?? null,
        fields.map(({ name, before, after }) => [name, before ?? null, after ?? null]),
      ];
    }),
    changes?.settings.map(({ name, before, after }) => [name, before ?? null, after ?? null]),
    changes?.attention.filter(({ id }) => !ofThisHost.has(id)).map(({ id, task }) => [id, task]),
  ];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}
