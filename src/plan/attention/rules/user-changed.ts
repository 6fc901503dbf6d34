import { isRoot } from "../../changes/is-root.ts";
import { user } from "../../changes/show-isolation.ts";
import type { Rule } from "../rule.ts";

/** What ends at root, or without a user, is told by runs-as-root. */
export const userChanged: Rule = {
  id: "user-changed",
  means: "It runs as another user or group than before.",
  keys: ["user"],
  look({ before, after }) {
    if (!before || !after.isolation.user || isRoot(after) || user(before) === user(after)) return [];
    return [`it runs as ${user(after)}, before: ${user(before) ?? "whoever the runner is"}`];
  },
};
