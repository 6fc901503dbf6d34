/**
 * The runner on one page:
 *
 *    load      a commit's files ──▶ catalog          whole, or turned away with its diagnostics; interpreters have their say
 *    pass      events + catalog + memory ──▶ decisions ──▶ journal ──▶ processes, whose ends are events again
 *    publish   ends ──▶ reports ──▶ commits ──▶ the remote
 *
 * `runner reconcile` goes through it once, `runner start` for ever, and `runner plan` goes through the deciding part on
 * a clock of its own. Each arrow is a folder; this file alone knows their order.
 */
import type { State } from "./decide/index.ts";
import { advance, anyMatters, decide, judgeRevision } from "./decide/index.ts";
import type { Difference, ReadDefinition } from "./catalog/index.ts";
import { readDefinition, readDifference, rememberDifference } from "./catalog/index.ts";
import type { HostInput } from "./definition/index.ts";
import { patchCatalog } from "./definition/index.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { sortDiagnostics } from "./diagnostics/index.ts";
import type { Program } from "./diagnostics/program.ts";
import { toProblem } from "./diagnostics/to-problem.ts";
import { mayHaveNewProgram, newPrograms } from "./inspect/index.ts";
import type { Journal } from "./journal/index.ts";
import type { Catalog } from "./model/catalog.ts";
import type { Effect, Step } from "./model/decision.ts";
import type { Event } from "./model/event.ts";
import type { Fault } from "./model/fault.ts";
import type { Sha, TaskId } from "./model/ids.ts";
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
  /** What interpreters say of programs of a commit; nothing is executed. A check that cannot be made says nothing. */
  readonly inspect: (programs: readonly Program[], sha: Sha) => Promise<readonly Diagnostic[]>;
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
  const before = core.state.catalog;
  let difference: Difference | undefined;
  let changedPaths: readonly string[] | undefined;
  if (inForce !== undefined && before && follows.value) {
    const compared = await readDifference(edges, { from: inForce, to: sha });
    if (!compared.ok) return compared;
    difference = compared.value;
    const changed = difference ? ok(difference.changedPaths) : await edges.repository.changedPaths(inForce, sha);
    if (!changed.ok) return changed;
    changedPaths = changed.value;
    // What was reported as turned away comes into force with a report of its own.
    if (!refusal && !anyMatters(changedPaths, before)) {
      const kept = await edges.repository.keepApplied(sha);
      if (!kept.ok) return kept;
      edges.journal.moveApplied({ sha, at: edges.now() });
      const changedTasks = new Set<TaskId>();
      pass(edges, core, [{ kind: "applied", now: edges.now(), catalog: before, revision: sha, changedTasks }]);
      return ok({ kind: "moved", sha });
    }
  }

  const read = difference ? ok(patch(before!, difference)) : await readWhole(edges, sha);
  if (!read.ok) return read;
  const { revision, changedTasks } = read.value;
  const rewound = follows.value ? ok(false) : await isRewind(edges, inForce, revision);
  if (!rewound.ok) return rewound;
  const programs = await read.value.listPrograms((task) => mayHaveNewProgram(task, before, changedPaths));
  if (!programs.ok) return programs;
  const found = await edges.inspect(newPrograms(programs.value, before, changedPaths), sha);
  const diagnostics = sortDiagnostics([...read.value.diagnostics, ...found]);
  const catalog = found.some(({ severity }) => severity === "error") ? undefined : read.value.catalog;
  const judgement = judgeRevision({
    sha,
    catalog,
    diagnostics,
    inForce: core.state.memories,
    changedTasks,
    rewound: rewound.value,
    allowRewind: (catalog ?? before)?.settings.git.allowRewind ?? false,
    maxRemoved: (before ?? catalog)?.settings.git.maxRemoved ?? 50,
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
      {
        kind: "applied",
        now,
        catalog: catalog!,
        revision: sha,
        ...(changedPaths && { changedPaths }),
        ...(changedTasks && { changedTasks }),
      },
    ]);
    if (difference) rememberDifference(edges, difference);
  }
  return ok({ kind: "judged", event });
}

/** A revision as it is judged. `changedTasks`: all others are the very same as in the catalog in force. */
interface Understood {
  readonly revision: Revision;
  readonly catalog: Catalog | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly changedTasks: ReadonlySet<TaskId> | undefined;
  readonly listPrograms: ReadDefinition["listPrograms"];
}

async function readWhole(edges: Edges, sha: Sha): Promise<Result<Understood, Fault>> {
  const read = await readDefinition(edges, sha);
  if (!read.ok) return read;
  const { revision, definition, listPrograms } = read.value;
  const { catalog, diagnostics } = definition;
  return ok({ revision, catalog, diagnostics, changedTasks: undefined, listPrograms });
}

function patch(inForce: Catalog, { revision, before, after, diagnostics, programs }: Difference): Understood {
  const catalog = patchCatalog(inForce, { before: before.tasks, after: after.tasks, settings: after.settings });
  const changedTasks = new Set([...before.tasks, ...after.tasks].map(({ id }) => id));
  return { revision, catalog, diagnostics, changedTasks, listPrograms: () => Promise.resolve(ok(programs)) };
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
