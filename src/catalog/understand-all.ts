import type { Cache, CachedFile, CachedTree } from "../cache/index.ts";
import {
  allHoldTogether,
  groundKey,
  isTaskPath,
  layGround,
  makeDefinition,
  tellEntry,
  understandForGood,
} from "../definition/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import type { Fault } from "../model/fault.ts";
import type { RevisionEntry, RevisionFile } from "../model/files.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { Task } from "../model/task.ts";
import type { Outline, UnderstoodFile } from "../model/understood.ts";
import type { ReadRevision, Repository } from "../repository/index.ts";
import type { CatalogEdges } from "./catalog-edges.ts";
import type { ReadDefinition } from "./index.ts";

type Named = RevisionFile & { readonly object: string };

/**
 * All of a commit, of which the cache may know files already; the cache knows it afterwards. undefined: there is
 * something wrong somewhere, or a task file is a link, and one file by itself says too little.
 */
export async function understandAll(
  { repository, host, now }: CatalogEdges,
  { tree, files: { files, others, find }, known }: ReadRevision,
  cache: Cache,
): Promise<Result<Understood | undefined, Fault>> {
  const ground = layGround(files, host, find);
  const key = groundKey(ground);
  if (key === undefined || files.some(isLink)) return ok(undefined);

  const isGood = (file: UnderstoodFile): boolean => key === cache.knows?.ground && asBefore(file, find);
  const remembered = recall(cache, known);
  const good = remembered.filter(isGood);
  const fresh = await readAgain(
    repository,
    remembered.filter((file) => !isGood(file)),
  );
  if (!fresh.ok) return fresh;

  const changed: CachedFile[] = [];
  const tasks: Task[] = good.flatMap((file) => file.tasks);
  const outlines: Outline[] = good.flatMap((file) => file.outlines);
  const diagnostics: Diagnostic[] = [...ground.diagnostics];
  const programs: Program[] = [];
  for (const file of [...files.filter(isTask), ...fresh.value]) {
    const { reading, outlines: ofFile, understood } = understandForGood(file, ground, { now: now(), find });
    if (reading.diagnostics.some(({ severity }) => severity === "error")) return ok(undefined);
    diagnostics.push(...reading.diagnostics);
    programs.push(...reading.listPrograms());
    tasks.push(...reading.tasks);
    outlines.push(...ofFile);
    changed.push({ path: file.path, object: file.object, understood });
  }
  if (!allHoldTogether(outlines)) return ok(undefined);
  remember(cache, { tree, ground: key }, { good, changed, others });
  const definition = makeDefinition({ tasks, ground, others, diagnostics, programs });
  return ok({
    definition,
    listPrograms: async (isWanted) => {
      // What the cache knows is the meaning of a file, not where in it anything is written.
      const again = await readAgain(
        repository,
        good.filter((file) => file.tasks.some(isWanted)),
      );
      if (!again.ok) return again;
      const more = again.value.map((file) => understandForGood(file, ground, { now: now(), find }).reading);
      return ok([...programs, ...more.flatMap((reading) => reading.listPrograms())]);
    },
  });
}

type Understood = Omit<ReadDefinition, "revision">;

function recall(cache: Cache, known: ReadRevision["known"]): readonly UnderstoodFile[] {
  const paths = new Set(known.map(({ path }) => path));
  const recalled: UnderstoodFile[] = [];
  for (const { path, understood } of paths.size === 0 ? [] : cache.files())
    if (understood && paths.has(path)) recalled.push(understood);
  return recalled;
}

function isTask(file: RevisionFile): file is Named {
  return file.object !== undefined && isTaskPath(file.path);
}

/** What a link leads to may change while the link itself stays as it is. */
function isLink({ object }: RevisionFile): boolean {
  return object === undefined;
}

/** Whether what it looked for in the repository is as it was. */
function asBefore({ asked }: UnderstoodFile, find: (path: string) => RevisionEntry | undefined): boolean {
  return [...asked].every(([path, told]) => tellEntry(find(path)) === told);
}

async function readAgain(
  repository: Repository,
  files: readonly UnderstoodFile[],
): Promise<Result<readonly Named[], Fault>> {
  const read = await repository.readBlobs(files.map(({ object }) => object));
  if (!read.ok) return read;
  return ok(files.map(({ path, object }) => ({ path, object, bytes: read.value.get(object) })));
}

/** Beyond this share of changed files everything is written anew: deleting one by one takes longer. */
const mostChanged = 0.25;

function remember(
  cache: Cache,
  about: CachedTree,
  {
    good,
    changed,
    others,
  }: { good: readonly UnderstoodFile[]; changed: readonly CachedFile[]; others: readonly string[] },
): void {
  if (cache.knows?.tree === about.tree && cache.knows.ground === about.ground) return;
  const isThere = new Set([...good, ...changed].map(({ path }) => path));
  const gone = cache.paths().filter((path) => !isThere.has(path));
  if (changed.length + gone.length > good.length * mostChanged) {
    cache.replace(about, [...good.map((understood) => ({ ...understood, understood })), ...changed], others);
  } else cache.move(about, [...changed, ...gone.map((path) => ({ path }))], others);
}
