import type { State } from "../decide/index.ts";
import { advance, makeState } from "../decide/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Journal } from "../journal/index.ts";
import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { emptySnapshot } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Revision } from "../model/revision.ts";
import { readDefinition } from "../catalog/index.ts";
import { findJournal } from "../reconcile/open-journal.ts";
import type { Here } from "./open-here.ts";

/** What the runner of this repository knows, for verbs that only look. A copy: nothing done to it has any effect. */
export interface Core {
  /** Undefined: no runner has been here yet. */
  readonly journal: Journal | undefined;
  /** Without a catalog where no revision is in force, or the one that is cannot be understood any more. */
  readonly state: State;
  readonly inForce: InForce | undefined;
  /** Another state like that one, with the facts that it has by then, to try on it what would happen. */
  copy(): State;
  close(): void;
}

export interface InForce {
  readonly revision: Revision;
  readonly since: Instant;
  /** Of the revision, for this version of the runner. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the journal and the revision in force; or another revision, as if it came into force now. */
export async function readCore(
  here: Here,
  options: { now: Instant; as?: Sha | undefined },
): Promise<Result<Core, Fault>> {
  const { repository, host, hostSettings } = here;
  const { now } = options;
  const found = findJournal(here.stateDir);
  if (!found.ok) return found;
  const journal = found.value;
  const close = (): void => journal?.close();
  const applied = options.as === undefined ? journal?.applied() : { sha: options.as, at: now };
  const snapshot = journal?.snapshot() ?? emptySnapshot;
  if (!applied) {
    const make = (): State => makeState({ host: hostSettings, snapshot, now });
    return ok({ journal, ...makeBoth(make), inForce: undefined, close });
  }
  const read = await readDefinition({ repository, host, now: () => now }, applied.sha);
  if (!read.ok) {
    close();
    return failure(read.error);
  }
  const { revision, definition } = read.value;
  const { catalog, diagnostics } = definition;
  const make = (): State => {
    const { name, labels } = catalog?.settings.host ?? hostSettings;
    const state = makeState({ host: { name, labels }, snapshot, now });
    if (catalog) advance(state, { kind: "applied", now, catalog, revision: revision.sha });
    return state;
  };
  return ok({ journal, ...makeBoth(make), inForce: { revision, since: applied.at, diagnostics }, close });
}

function makeBoth(make: () => State): Pick<Core, "state" | "copy"> {
  const state = make();
  const copy = (): State => {
    const another = make();
    for (const [key, fact] of state.facts) another.facts.set(key, fact);
    return another;
  };
  return { state, copy };
}
