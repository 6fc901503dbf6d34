import type { Sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Revision, RevisionEvent } from "../../model/revision.ts";

/** Of a push of thousands of commits so many, the newest, have a record of their own. */
export const mostOvertaken = 1000;

type Overtaken = Omit<RevisionEvent, "seq">;

/**
 * What ends when `newest` is looked at, oldest first: the revision before it, if that is still held, and the commits that
 * came together with it. None of them will ever come into force by itself.
 */
export function findOvertaken(of: {
  newest: Sha;
  /** The last word about the revision before. */
  before: RevisionEvent | undefined;
  /** Newest first; one more than `mostOvertaken` says that there are more. */
  cameWith: readonly Revision[];
  at: Instant;
}): readonly Overtaken[] {
  const { newest, before, cameWith, at } = of;
  const by = newest.slice(0, 7);
  const shown = cameWith.slice(0, mostOvertaken);
  const isCut = cameWith.length > shown.length;
  const cut = isCut ? `; the commits below it came with it, too, and have no record` : "";
  const overtaken = shown.reverse().map((revision, index) =>
    supersede(revision, {
      reason: "overtaken",
      detail: `${by} came together with it${index === 0 ? cut : ""}`,
      by: newest,
      at,
    }),
  );
  if (before?.state !== "held" || before.revision.sha === newest) return overtaken;
  const why = { reason: "replaced", detail: `it was held when ${by} came`, by: newest, at };
  return [supersede(before.revision, why), ...overtaken];
}

function supersede(revision: Revision, why: Pick<Overtaken, "reason" | "detail" | "by" | "at">): Overtaken {
  return { revision, state: "superseded", ...why, diagnostics: [], changes: { added: [], changed: [], removed: [] } };
}
