import type { CommitStatus } from "../../model/forge.ts";
import type { Sha } from "../../model/ids.ts";
import { oneLine } from "../../model/one-line.ts";
import type { RevisionEvent } from "../../model/revision.ts";
import type { StatusMemory, Waiting } from "./status-memory.ts";

/** What GitHub takes. */
const longestDescription = 140;
/** What waits beyond that for a forge that is away is too old for anybody to look at. */
export const mostWaiting = 100;

/** What there is to be seen of revisions at a moment. */
export interface RevisionView {
  /** The newest commit. */
  readonly tip: Sha;
  readonly applied: Sha | undefined;
  /** Those that came between the tip of the last look and this one, newest first. */
  readonly between: readonly Sha[];
  /** The last word on a commit; undefined: it was never judged. */
  readonly eventOf: (sha: Sha) => RevisionEvent | undefined;
}

/**
 * What is to be told after a look. Every commit gets its end: the newest one when it is judged, others when a newer one
 * has taken their place. Derived from the journal, so that it is the same whenever the runner was away in between.
 */
export function noteRevisions(memory: StatusMemory, view: RevisionView): StatusMemory {
  const waiting = new Map(memory.waiting.map((status) => [status.sha, status]));
  const put = (status: Waiting): void => {
    waiting.delete(status.sha);
    waiting.set(status.sha, status);
  };
  const before = memory.tip;
  if (before && before.sha !== view.tip && !isEnd(before.state)) put(endOf(before.sha, view));
  for (const sha of view.between.toReversed()) put(endOf(sha, view));
  const { sha, state, description, record } = standingOf(view);
  const isKnown = before?.sha === sha && before.state === state && before.description === description;
  if (!isKnown) put({ sha, state, description, record });
  return { ...memory, tip: { sha, state, description }, waiting: [...waiting.values()].slice(-mostWaiting) };
}

function isEnd(state: CommitStatus["state"]): boolean {
  return state !== "pending" && state !== "validated";
}

/** Of a commit that is not the newest any more. */
function endOf(sha: Sha, { tip, eventOf }: RevisionView): Waiting {
  const event = eventOf(sha);
  if (event?.state === "applied" || event?.state === "rejected") return judged(event);
  return { sha, state: "superseded", description: `superseded by ${tip.slice(0, 12)}`, record: tip };
}

function standingOf({ tip, applied, eventOf }: RevisionView): Waiting {
  const event = eventOf(tip);
  if (applied === tip) {
    if (event?.state === "applied") return judged(event);
    return { sha: tip, state: "applied", description: "in force: it changes nothing that may run", record: undefined };
  }
  if (event?.state === "rejected" || event?.state === "held") return judged(event);
  return { sha: tip, state: "pending", description: "has arrived, and is being judged", record: undefined };
}

function judged(event: RevisionEvent): Waiting {
  const { sha } = event.revision;
  const state = event.state === "held" ? "validated" : event.state;
  return { sha, state, description: oneLine(describe(event), longestDescription), record: sha };
}

function describe({ state, detail, diagnostics, changes }: RevisionEvent): string {
  if (state === "applied") {
    const { added, changed, removed } = changes;
    const counts = [
      ...(added.length > 0 ? [`${added.length} added`] : []),
      ...(changed.length > 0 ? [`${changed.length} changed`] : []),
      ...(removed.length > 0 ? [`${removed.length} removed`] : []),
    ];
    return `in force: ${counts.length > 0 ? counts.join(", ") : "no task behaves otherwise"}`;
  }
  const [first] = diagnostics;
  const where = first ? ` (${first.file}:${first.line}: ${first.message})` : "";
  return state === "held" ? `held: ${detail}` : `rejected: ${detail}${where}`;
}
