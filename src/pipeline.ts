/**
 * The runner on one page:
 *
 *    load      a commit's files ──▶ catalog          whole, or turned away with its diagnostics
 *    pass      events + catalog + memory ──▶ decisions ──▶ journal ──▶ processes, whose ends are events again
 *    publish   ends ──▶ reports ──▶ commits ──▶ the remote
 *
 * `runner reconcile` goes through it once, `runner start` for ever, and `runner plan` goes through the deciding part on
 * a clock of its own. Each arrow is a folder; this file alone knows their order.
 */
import type { State } from "./decide/index.ts";
import { advance, anyMatters, decide, judgeRevision } from "./decide/index.ts";
import type { Definition, HostInput } from "./definition/index.ts";
import { define } from "./definition/index.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { sortDiagnostics } from "./diagnostics/index.ts";
import { toProblem } from "./diagnostics/to-problem.ts";
import type { Journal } from "./journal/index.ts";
import type { Catalog } from "./model/catalog.ts";
import type { Effect, Step } from "./model/decision.ts";
import type { Event } from "./model/event.ts";
import type { Fault } from "./model/fault.ts";
import type { Sha } from "./model/ids.ts";
import type { Instant } from "./model/instant.ts";
import type { OnStep } from "./model/pass-step.ts";
import type { Result } from "./model/result.ts";
import { ok } from "./model/result.ts";
import type { Revision, RevisionEvent } from "./model/revision.ts";
import type { Repository } from "./repository/index.ts";

/** The world, as far as deciding what runs has to do with it. */
export interface Edges {
  readonly now: () => Instant;
  readonly host: HostInput;
  readonly repository: Repository;
  readonly journal: Journal;
  /** What tasks ask for that this host cannot give: see docs/isolation.md. */
  readonly findUngranted: (catalog: Catalog) => Promise<readonly Diagnostic[]>;
  /** The commit that ought to be in force: the remote branch's tip, the local one's, or the work tree as it is. */
  readonly newest: () => Promise<Result<Sha, Fault>>;
  /** What was in force here, for a clone that has no journal yet. */
  readonly appliedMemory: { recall(): Sha | undefined; keep(applied: Sha): void } | undefined;
  readonly onStep: OnStep;
  /** Does what an effect asks for beyond the journal. Must not throw and must not wait. */
  readonly perform: (effect: Effect) => void;
}

/** What the core knows, and what it has decided that is not on disk yet. */
export interface Core {
  readonly state: State;
  readonly unrecorded: Effect[];
  /** What this process has turned away last, and beside what in force: it would say the same of it again. */
  turnedAway: { readonly sha: Sha; readonly inForce: Sha | undefined } | undefined;
}

export type Loaded =
  | { readonly kind: "unchanged" }
  /** The pointer moved over commits that change nothing that may run. */
  | { readonly kind: "moved"; readonly sha: Sha }
  | { readonly kind: "judged"; readonly event: RevisionEvent }
  /** Turned away for what an earlier runner has turned it away for: that event stands. */
  | { readonly kind: "still-turned-away"; readonly event: RevisionEvent };

/**
 * Brings the newest commit into force, or turns it away; the last good one goes on then. What became of it is in the
 * journal before the core is told.
 *
 * What an earlier runner has turned away is judged anew, once: this one may be of a version that understands it, or have
 * other settings of the host.
 */
export async function load(edges: Edges, core: Core): Promise<Result<Loaded, Fault>> {
  const newest = await edges.newest();
  if (!newest.ok) return newest;
  const sha = newest.value;
  const inForce = edges.journal.applied()?.sha;
  const refusal = findRefusal(edges.journal, sha);
  const { turnedAway } = core;
  // Without a catalog what was in force could not be read at the start: try again.
  const isSettled = refusal
    ? turnedAway?.sha === sha && turnedAway.inForce === inForce
    : sha === inForce && core.state.catalog !== undefined;
  if (isSettled) return ok({ kind: "unchanged" });

  const follows = inForce === undefined ? ok(false) : await edges.repository.isAncestor(inForce, sha);
  if (!follows.ok) return follows;
  let changedPaths: readonly string[] | undefined;
  if (inForce !== undefined && core.state.catalog && follows.value) {
    const changed = await edges.repository.changedPaths(inForce, sha);
    if (!changed.ok) return changed;
    changedPaths = changed.value;
    // What was reported as turned away comes into force with a report of its own.
    if (!refusal && !anyMatters(changed.value, core.state.catalog)) {
      const kept = await edges.repository.keepApplied(sha);
      if (!kept.ok) return kept;
      edges.journal.moveApplied({ sha, at: edges.now() });
      pass(edges, core, [{ kind: "applied", now: edges.now(), catalog: core.state.catalog, revision: sha }]);
      return ok({ kind: "moved", sha });
    }
  }

  const read = await readDefinition(edges, sha);
  if (!read.ok) return read;
  const { revision, definition } = read.value;
  const rewound = await isRewind(edges, inForce, revision);
  if (!rewound.ok) return rewound;
  const ungranted = definition.catalog ? await edges.findUngranted(definition.catalog) : [];
  const diagnostics = sortDiagnostics([...definition.diagnostics, ...ungranted]);
  const catalog = ungranted.length > 0 ? undefined : definition.catalog;
  const judgement = judgeRevision({
    sha,
    catalog,
    diagnostics,
    inForce: new Map([...core.state.memories].map(([id, { digest }]) => [id, digest])),
    rewound: rewound.value,
    allowRewind: (catalog ?? core.state.catalog)?.settings.git.allowRewind ?? false,
    maxRemoved: (core.state.catalog ?? catalog)?.settings.git.maxRemoved ?? 50,
    acknowledged: edges.journal.isAcknowledged(sha),
  });
  if (judgement.state === "applied") {
    // Before it is in force: until then the journal names the one before, which an earlier ref or branch still has.
    const kept = await edges.repository.keepApplied(sha);
    if (!kept.ok) return kept;
  }
  const now = edges.now();
  const verdict: Verdict = { ...judgement, diagnostics: diagnostics.map(toProblem) };
  if (refusal && isSame(refusal, verdict)) {
    // It is told already. Another event would be a commit for each start of a runner, until somebody mends the revision.
    core.turnedAway = { sha, inForce };
    return ok({ kind: "still-turned-away", event: refusal });
  }
  const event = { revision, ...verdict, at: now, seq: (core.state.seq += 1) };
  if (judgement.state !== "applied") {
    edges.journal.recordRevision(event, undefined);
    core.turnedAway = { sha, inForce };
  } else {
    edges.journal.recordRevision(event, { sha, at: now });
    edges.onStep("revision-recorded");
    if (!revision.worktree) edges.appliedMemory?.keep(sha);
    pass(edges, core, [
      { kind: "applied", now, catalog: catalog!, revision: sha, ...(changedPaths && { changedPaths }) },
    ]);
  }
  return ok({ kind: "judged", event });
}

/** A commit's files as the definition stage understands them. */
export async function readDefinition(
  edges: Pick<Edges, "repository" | "host" | "now">,
  sha: Sha,
): Promise<Result<{ revision: Revision; definition: Definition }, Fault>> {
  const read = await edges.repository.readRevision(sha);
  if (!read.ok) return read;
  const { revision, files } = read.value;
  return ok({ revision, definition: define({ files, now: edges.now(), host: edges.host }) });
}

/**
 * Lets events happen and does what follows. Nothing is done before the journal has it: if the journal cannot be
 * written the effects stay in `unrecorded`, the exception goes to the caller, and the next pass tries again.
 */
export function pass(edges: Pick<Edges, "journal" | "onStep" | "perform">, core: Core, events: readonly Event[]): Step {
  for (const event of events) advance(core.state, event);
  const step = decide(core.state);
  core.unrecorded.push(...step.effects);
  edges.journal.record(core.unrecorded);
  edges.onStep("step-recorded");
  for (const effect of core.unrecorded.splice(0)) edges.perform(effect);
  return step;
}

/** The last word on a revision, if it was turned away, and nobody has let it through since. */
function findRefusal(journal: Journal, sha: Sha): RevisionEvent | undefined {
  const event = journal.lastRevisionEvent(sha);
  const stands = event?.state === "rejected" || (event?.state === "held" && !journal.isAcknowledged(sha));
  return stands ? event : undefined;
}

async function isRewind(edges: Edges, inForce: Sha | undefined, revision: Revision): Promise<Result<boolean, Fault>> {
  const before = inForce ?? edges.appliedMemory?.recall();
  if (before === undefined || revision.worktree || edges.journal.lastRevisionEvent(before)?.revision.worktree)
    return ok(false);
  const follows = await edges.repository.isAncestor(before, revision.sha);
  return follows.ok ? ok(!follows.value) : follows;
}

type Verdict = Omit<RevisionEvent, "revision" | "at" | "seq">;

/** One of them may come from the journal: what is undefined is not there. */
function isSame(one: Verdict, other: Verdict): boolean {
  const [a, b] = [one, other].map(({ state, reason, detail, diagnostics, changes }) =>
    JSON.stringify([state, reason, detail, diagnostics, changes]),
  );
  return a === b;
}
