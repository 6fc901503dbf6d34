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
import type { WhatCame } from "./reconcile/what-came.ts";
import { findWhatCame, listOvertaken, makeUnchanged } from "./reconcile/what-came.ts";
import { mayHaveNewProgram, newPrograms } from "./inspect/index.ts";
import type { Journal } from "./journal/index.ts";
import type { Catalog } from "./model/catalog.ts";
import type { Effect, Step } from "./model/decision.ts";
import type { Event } from "./model/event.ts";
import type { Fault } from "./model/fault.ts";
import type { Sha, TaskId } from "./model/ids.ts";
import type { Instant } from "./model/instant.ts";
import type { Origin } from "./model/origin.ts";
import type { OnStep } from "./model/pass-step.ts";
import type { Result } from "./model/result.ts";
import { ok } from "./model/result.ts";
import type { Revision, RevisionEvent } from "./model/revision.ts";
import type { Settings } from "./model/settings.ts";
import type { SignatureVerdict } from "./model/signature.ts";
import { maskProblem } from "./redact/mask-problem.ts";
import type { Repository } from "./repository/index.ts";

/** The world, as far as deciding what runs has to do with it. */
export interface Edges {
  readonly now: () => Instant;
  readonly host: HostInput;
  readonly repository: Repository;
  readonly journal: Journal;
  /** What tasks (all, or those that have changed) ask for that this host cannot give: see docs/isolation.md. */
  readonly findUngranted: (catalog: Catalog, changed?: ReadonlySet<TaskId>) => Promise<readonly Diagnostic[]>;
  /** What interpreters say of programs of a commit; nothing is executed. A check that cannot be made says nothing. */
  readonly inspect: (programs: readonly Program[], sha: Sha) => Promise<readonly Diagnostic[]>;
  /** The commit that ought to be in force: the remote branch's tip, the local one's, or the work tree as it is. */
  readonly newest: () => Promise<Result<Sha, Fault>>;
  /** Uncommitted files are applied. Only who asked for it can tell: a commit may pretend to be such a snapshot. */
  readonly worktree: boolean;
  /** Whether a commit follows on what was in force here, and is signed by those who might sign until now. */
  readonly checkOrigin: (of: {
    sha: Sha;
    inForce: Sha | undefined;
    settings: Settings | undefined;
  }) => Promise<Result<Origin, Fault>>;
  /** Whether the host has seen another one in force than the clone knows of. */
  readonly remembersOther: (inForce: Sha) => boolean;
  /** Tells the host what is in force, for a clone that is yet to be made. `signed`: its successors have to be. */
  readonly remember: (applied: Sha, signed: boolean) => void;
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
  const { catalog } = core.state;
  // Without a catalog what was in force could not be read at the start: try again.
  const isSettled = refusal
    ? turnedAway?.sha === sha && turnedAway.inForce === inForce
    : sha === inForce && catalog !== undefined && !edges.remembersOther(sha);
  if (isSettled) return ok({ kind: "unchanged" });

  const checked = await edges.checkOrigin({ sha, inForce, settings: catalog?.settings });
  if (!checked.ok) return checked;
  const origin = checked.value;
  const compared = catalog && inForce !== undefined && origin.follows ? { catalog, sha: inForce } : undefined;
  const changes = compared ? await compare(edges, compared.sha, sha) : ok(undefined);
  if (!changes.ok) return changes;
  // What was reported as turned away comes into force with a report of its own.
  if (compared && changes.value && !refusal && isWelcome(origin) && !anyMatters(changes.value.paths, compared.catalog))
    return moveOn(edges, core, { sha, inForce: compared.sha, catalog: compared.catalog });

  const read = await understand(edges, { sha, inForce: catalog, changes: changes.value });
  if (!read.ok) return read;
  const understood = read.value;
  const signature = origin.signature ? ok(origin.signature) : await checkTip(edges, sha, understood.catalog);
  if (!signature.ok) return signature;
  const judgement = judgeRevision({
    sha,
    catalog: understood.catalog,
    diagnostics: understood.diagnostics,
    inForce: core.state.memories,
    changedTasks: understood.changedTasks,
    rewound: origin.rewound,
    allowRewind: origin.allowRewind ?? (understood.catalog ?? catalog)?.settings.git.allowRewind ?? false,
    signature: signature.value,
    maxRemoved: (catalog ?? understood.catalog)?.settings.git.maxRemoved ?? 50,
    acknowledged: edges.journal.isAcknowledged(sha),
  });
  const verdict: Verdict = { ...judgement, diagnostics: understood.diagnostics.map(toProblem).map(maskProblem) };
  if (refusal && isSame(refusal, verdict)) {
    // It is told already. Another event would be a commit for each start of a runner, until somebody mends the revision.
    core.turnedAway = { sha, inForce };
    return ok({ kind: "still-turned-away", event: refusal });
  }
  const signer = signature.value?.kind === "good" ? signature.value.signer : undefined;
  const revision = { ...understood.revision, worktree: edges.worktree, ...(signer !== undefined && { signer }) };
  const came = await findWhatCame(edges, sha, inForce);
  if (judgement.state === "applied")
    return bringIntoForce(edges, core, { understood, revision, verdict, changes: changes.value, came });
  const at = edges.now();
  const overtaken = listOvertaken(core.state, came, at);
  const event = { revision, ...verdict, at, seq: (core.state.seq += 1) };
  edges.journal.recordRevision(event, undefined, overtaken);
  core.turnedAway = { sha, inForce };
  return ok({ kind: "judged", event });
}

/** The pointer moves; all goes on as it was. */
async function moveOn(
  edges: Edges,
  core: Core,
  { sha, inForce, catalog }: { sha: Sha; inForce: Sha; catalog: Catalog },
): Promise<Result<Loaded, Fault>> {
  const came = await findWhatCame(edges, sha, inForce);
  const kept = await edges.repository.keepApplied(sha);
  if (!kept.ok) return kept;
  const now = edges.now();
  const quiet = [...listOvertaken(core.state, came, now), ...makeUnchanged(core.state, came, now)];
  edges.journal.moveApplied({ sha, at: now }, quiet);
  if (!edges.worktree) edges.remember(sha, catalog.settings.git.requireSigned.length > 0);
  pass(edges, core, [{ kind: "applied", now, catalog, revision: sha, changedTasks: new Set<TaskId>() }]);
  return ok({ kind: "moved", sha });
}

async function bringIntoForce(
  edges: Edges,
  core: Core,
  of: { understood: Understood; revision: Revision; verdict: Verdict; changes: Changes | undefined; came: WhatCame },
): Promise<Result<Loaded, Fault>> {
  const { understood, revision, verdict, changes, came } = of;
  const { sha } = revision;
  const { changedTasks } = understood;
  const catalog = understood.catalog!;
  // Before it is in force: until then the journal names the one before, which an earlier ref or branch still has.
  const kept = await edges.repository.keepApplied(sha);
  if (!kept.ok) return kept;
  const now = edges.now();
  const overtaken = listOvertaken(core.state, came, now);
  const event = { revision, ...verdict, at: now, seq: (core.state.seq += 1) };
  edges.journal.recordRevision(event, { sha, at: now }, overtaken);
  edges.onStep("revision-recorded");
  if (!edges.worktree) edges.remember(sha, catalog.settings.git.requireSigned.length > 0);
  const what = { ...(changes && { changedPaths: changes.paths }), ...(changedTasks && { changedTasks }) };
  pass(edges, core, [{ kind: "applied", now, catalog, revision: sha, ...what }]);
  if (changes?.difference) await rememberDifference(edges, changes.difference);
  return ok({ kind: "judged", event });
}

/** What a commit has other than the one in force. */
interface Changes {
  readonly paths: readonly string[];
  /** undefined: it can only be had by reading all. */
  readonly difference: Difference | undefined;
}

async function compare(edges: Edges, from: Sha, to: Sha): Promise<Result<Changes, Fault>> {
  const compared = await readDifference(edges, { from, to });
  if (!compared.ok) return compared;
  const difference = compared.value;
  const paths = difference ? ok(difference.changedPaths) : await edges.repository.changedPaths(from, to);
  return paths.ok ? ok({ paths: paths.value, difference }) : paths;
}

/** Reads the commit, or what it has other than the one in force; and has interpreters read what they will be given. */
async function understand(
  edges: Edges,
  { sha, inForce, changes }: { sha: Sha; inForce: Catalog | undefined; changes: Changes | undefined },
): Promise<Result<Understood, Fault>> {
  const read = changes?.difference ? ok(patch(inForce!, changes.difference)) : await readWhole(edges, sha);
  if (!read.ok) return read;
  const programs = await read.value.listPrograms((task) => mayHaveNewProgram(task, inForce, changes?.paths));
  if (!programs.ok) return programs;
  const unread = await edges.inspect(newPrograms(programs.value, inForce, changes?.paths), sha);
  const { catalog, changedTasks } = read.value;
  const ungranted = catalog ? await edges.findUngranted(catalog, changedTasks) : [];
  const found = [...unread, ...ungranted];
  const isGood = !found.some(({ severity }) => severity === "error");
  return ok({
    ...read.value,
    diagnostics: sortDiagnostics([...read.value.diagnostics, ...found]),
    catalog: isGood ? catalog : undefined,
  });
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

function isWelcome({ rewound, signature }: Origin): boolean {
  return !rewound && signature?.kind !== "refused";
}

/** Who did not have to sign until now has to from here on: the tip alone is checked, by its own list. */
async function checkTip(
  { repository, worktree }: Edges,
  sha: Sha,
  catalog: Catalog | undefined,
): Promise<Result<SignatureVerdict | undefined, Fault>> {
  const { requireSigned = [], revokedSigners = "" } = catalog?.settings.git ?? {};
  if (worktree || requireSigned.length === 0) return ok(undefined);
  const signers = { lists: requireSigned, revoked: revokedSigners, of: sha };
  return repository.checkSignatures({ since: undefined, tip: sha, signers });
}

type Verdict = Omit<RevisionEvent, "revision" | "at" | "seq">;

/** One of them may come from the journal: what is undefined is not there. */
function isSame(one: Verdict, other: Verdict): boolean {
  const [a, b] = [one, other].map(({ state, reason, detail, diagnostics, changes }) =>
    JSON.stringify([state, reason, detail, diagnostics, changes]),
  );
  return a === b;
}
