import { duration } from "../../changes/show.ts";
import type { Rule } from "../rule.ts";

export const timeoutRaised: Rule = {
  id: "timeout-raised",
  means: "The timeout is raised or removed.",
  keys: ["timeout"],
  look({ before, after }) {
    if (before?.timeoutMs === undefined) return [];
    if (after.timeoutMs === undefined)
      return [`its timeout of ${duration(before.timeoutMs)} is removed: a run that hangs is never ended`];
    if (after.timeoutMs <= before.timeoutMs) return [];
    return [`its timeout is raised from ${duration(before.timeoutMs)} to ${duration(after.timeoutMs)}`];
  },
};
