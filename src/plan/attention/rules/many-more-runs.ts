import { runsInWeek } from "../../changes/consequences/due.ts";
import type { Rule } from "../rule.ts";

/** Five times as many, or a fifth. */
const factor = 5;

export const manyMoreRuns: Rule = {
  id: "many-more-runs",
  means: "It is due five times as often as before, or more; or a fifth as often, or less.",
  keys: ["schedule"],
  look({ before, after, compared }) {
    if (!before) return [];
    const [old, now] = [before, after].map((task) => runsInWeek(task, compared.now));
    if (old === undefined || now === undefined || old === now) return [];
    const isMany = now >= factor * Math.max(old, 1) || old >= factor * Math.max(now, 1);
    return isMany ? [`it is due ${now} times a week, before: ${old}`] : [];
  },
};
