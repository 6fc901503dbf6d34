// takes       a commit of a repository, and what was understood of others before
// gives       its definition; or what of it is not as in another commit, at the price of what differs
// fails with  Faults of the repository
// guarantees  with a cache the same definition as without one
import type { Definition } from "../definition/index.ts";
import { define } from "../definition/index.ts";
import type { Program } from "../diagnostics/program.ts";
import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Revision } from "../model/revision.ts";
import type { Task } from "../model/task.ts";
import type { CatalogEdges } from "./catalog-edges.ts";
import { understandAll } from "./understand-all.ts";
import { withCache } from "./with-cache.ts";

export type { CatalogEdges } from "./catalog-edges.ts";
export type { Difference } from "./read-difference.ts";
export { readDifference, rememberDifference } from "./read-difference.ts";

/** So many task files are worth a cache: fewer are read in the time that it takes to open one. */
const worthCaching = 500;

export interface ReadDefinition {
  readonly revision: Revision;
  readonly definition: Definition;
  /** What tasks hand to interpreters: all of which `isWanted` says so, and maybe others'. */
  readonly listPrograms: (isWanted: (task: Task) => boolean) => Promise<Result<readonly Program[], Fault>>;
}

/**
 * Reads a commit so that differences from it can be read. false: the cache knew a commit already, or there is too little,
 * or something wrong, and nothing has been learnt.
 */
export function learnRevision(edges: CatalogEdges, sha: Sha): Promise<Result<boolean, Fault>> {
  return withCache(edges.repository, async (cache, make): Promise<Result<boolean, Fault>> => {
    if (cache?.knows) return ok(false);
    const read = await edges.repository.readRevision(sha);
    if (!read.ok) return read;
    const used = read.value.files.files.length >= worthCaching ? make() : undefined;
    const understood = used && (await understandAll(edges, read.value, used));
    if (understood && !understood.ok) return understood;
    return ok(understood?.value !== undefined);
  });
}

/** A commit's files as the definition stage understands them. */
export function readDefinition(edges: CatalogEdges, sha: Sha): Promise<Result<ReadDefinition, Fault>> {
  const { repository, host } = edges;
  return withCache(repository, async (cache, make): Promise<Result<ReadDefinition, Fault>> => {
    const objects = cache?.objects();
    const read = await repository.readRevision(sha, (path, object) => objects?.get(path) === object);
    if (!read.ok) return read;
    const { revision, files, known } = read.value;
    const isWorthIt = files.files.length + known.length >= worthCaching;
    const used = cache ?? (isWorthIt ? make() : undefined);
    const understood = used && (await understandAll(edges, read.value, used));
    if (understood && !understood.ok) return understood;
    if (understood?.value) return ok({ revision, ...understood.value });
    const whole = known.length === 0 ? read : await repository.readRevision(sha);
    if (!whole.ok) return whole;
    const definition = define({ files: whole.value.files, now: edges.now(), host });
    return ok({ revision, definition, listPrograms: () => Promise.resolve(ok(definition.programs)) });
  });
}
