import type { Rule } from "../rule.ts";

export const windowRemoved: Rule = {
  id: "window-removed",
  means: "The windows are removed: it may start at any time.",
  keys: [],
  look({ before, after }) {
    if (!before || before.windows.length === 0 || after.windows.length > 0) return [];
    return [`its window (${before.windows.map(({ text }) => text).join(", ")}) is removed: it may start at any time`];
  },
};
