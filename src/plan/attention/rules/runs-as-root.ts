import { isRoot } from "../../changes/is-root.ts";
import { user } from "../../changes/show-isolation.ts";
import type { Rule } from "../rule.ts";

/**
 * A new task that names no user is no finding: most do not, and whether the runner is root is the host's affair. One that
 * had another user and lost it is.
 */
export const runsAsRoot: Rule = {
  id: "runs-as-root",
  means: "It runs as root, or as whoever the runner is, and did not before.",
  keys: ["user"],
  look({ before, after }) {
    if (isRoot(after)) return before && isRoot(before) ? [] : ['it runs as root (user = "root")'];
    if (!before || after.isolation.user || !before.isolation.user || isRoot(before)) return [];
    return [`it no longer runs as ${user(before)}, but as whoever the runner is: as root, where that is root`];
  },
};
