import type { Rule } from "../rule.ts";

export const undoRemoved: Rule = {
  id: "undo-removed",
  means: "Paths are no longer protected, or no longer put back after a failure.",
  keys: ["rollback_on", "protect"],
  look({ before, after }) {
    if (!before || before.protect.length === 0) return [];
    const dropped = before.protect.filter((path) => !after.protect.includes(path));
    if (dropped.length > 0) return [`${dropped.join(", ")} can no longer be put back: protect does without`];
    if (before.rollbackOn === after.rollbackOn || after.rollbackOn === "failure") return [];
    return ['what it protects is no longer put back when it fails (rollback_on = "never")'];
  },
};
