import type { Rule } from "../rule.ts";

export const undoRemoved: Rule = {
  id: "undo-removed",
  means: "Paths are no longer protected, or no longer put back after a failure, or `rollback` is gone.",
  keys: ["rollback_on", "protect", "rollback"],
  look({ before, after }) {
    if (!before) return [];
    if (before.rollback && !after.rollback)
      return ["nothing undoes any more what protect does not cover: rollback is gone"];
    if (before.protect.length === 0 && !before.rollback) return [];
    const dropped = before.protect.filter((path) => !after.protect.includes(path));
    if (dropped.length > 0) return [`${dropped.join(", ")} can no longer be put back: protect does without`];
    if (before.rollbackOn === after.rollbackOn || after.rollbackOn === "failure") return [];
    return ['what it does is no longer undone when it fails (rollback_on = "never")'];
  },
};
