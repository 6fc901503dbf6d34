import type { ForgeTrouble } from "../model/forge.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Line } from "./ask-forge.ts";
import { askForge } from "./ask-forge.ts";
import type { ForgeComment, Kind } from "./kinds/kind.ts";

/** A hundred comments each. Somebody who has more than that in one pull request gets a second one of ours. */
const mostPages = 50;

/**
 * Writes a comment below a pull request: over the one from before, which is known by its `marker`, or as a new one. Only
 * our own is written over: whoever copies the marker into theirs could else change afterwards what we have said.
 */
export async function postComment(
  of: { line: Line; kind: Kind; repository: string; pull: number },
  comment: { marker: string; body: string },
): Promise<Result<"added" | "changed" | "unchanged", ForgeTrouble>> {
  const { line, kind, repository, pull } = of;
  const me = await whoAmI(line, kind);
  if (!me.ok) return me;
  for (let page = 1; page <= mostPages; page += 1) {
    const listed = await askForge(line, kind.comments(repository, pull, page));
    if (!listed.ok) return listed;
    const comments = Array.isArray(listed.value.body) ? listed.value.body.map(kind.readComment) : [];
    const before = comments.find((one) => one?.body.startsWith(comment.marker) && isOurs(one, me.value));
    if (before?.body === comment.body) return ok("unchanged");
    if (before) {
      const changed = await askForge(line, kind.changeComment(repository, pull, before.id, comment.body));
      return changed.ok ? ok("changed") : changed;
    }
    if (!listed.value.hasNext) break;
  }
  const added = await askForge(line, kind.addComment(repository, pull, comment.body));
  return added.ok ? ok("added") : added;
}

/** The token's account. That of a CI job is an installation's, and may not ask: undefined. */
async function whoAmI(line: Line, kind: Kind): Promise<Result<string | undefined, ForgeTrouble>> {
  const said = await askForge(line, { method: "GET", path: "/user" });
  if (said.ok) return ok(kind.readUser(said.value.body));
  return said.error.kind === "refused" && (said.error.status === 403 || said.error.status === 404)
    ? ok(undefined)
    : said;
}

function isOurs({ author, byProgram }: ForgeComment, me: string | undefined): boolean {
  return me === undefined ? byProgram : author === me;
}
