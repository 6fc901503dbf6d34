import { github } from "./github.ts";
import type { Kind } from "./kind.ts";

/** Forgejo and Gitea: made after GitHub's interface, down to the states of a commit. */
export const forgejo: Kind = {
  ...github,
  authorize: (token) => ({ authorization: `token ${token}`, accept: "application/json" }),
};
