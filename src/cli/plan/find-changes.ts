import type { Catalog } from "../../model/catalog.ts";
import type { Fault } from "../../model/fault.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { readDefinition } from "../../catalog/index.ts";
import type { Attention, Compared, SettingChange, TaskChange } from "../../plan/index.ts";
import { diffCatalogs, diffSettings, listAttention } from "../../plan/index.ts";
import type { Base } from "./find-base.ts";
import { followFiles } from "./follow-files.ts";
import type { Head } from "./read-head.ts";

/** What a plan says of the difference between two states of the tasks. */
export interface Changes {
  /** undefined: there is nothing to compare with, and every task is new. */
  readonly base: Base | undefined;
  readonly tasks: readonly TaskChange[];
  /** Those that belong to no task. */
  readonly settings: readonly SettingChange[];
  readonly attention: readonly Attention[];
}

/** Compares the head, whose catalog is read already, with the base. */
export async function findChanges(of: {
  head: Head;
  base: Base | undefined;
  catalog: Catalog;
  now: Instant;
}): Promise<Result<Changes, Fault>> {
  const { base, catalog, now } = of;
  const { repository, sha: head, tree } = of.head;
  const nothing: Catalog = { tasks: new Map(), settings: catalog.settings };
  if (!repository || !base) {
    return ok(compare(undefined, { base: nothing, head: catalog, now, changedFiles: [], named: new Map() }));
  }
  const changed = head === undefined ? repository.changedSince(base.sha) : repository.changedPaths(base.sha, head);
  const [read, paths] = await Promise.all([
    readDefinition({ repository, host: tree.host, now: () => now }, base.sha),
    changed,
  ]);
  if (!read.ok) return read;
  if (!paths.ok) return paths;
  const before = read.value.definition.catalog;
  if (!before) return failure(baseIsBroken(base));
  const changedFiles = paths.value.filter((path) => !path.startsWith("tasks.d/"));
  const named = await followFiles({ head: of.head, repository, tasks: catalog.tasks.values(), changedFiles });
  return named.ok ? ok(compare(base, { base: before, head: catalog, now, changedFiles, named: named.value })) : named;
}

function compare(base: Base | undefined, compared: Compared): Changes {
  const tasks = diffCatalogs(compared);
  const settings = base ? diffSettings(compared.base.settings, compared.head.settings) : [];
  return { base, tasks, settings, attention: listAttention(compared, tasks, compared.head.settings.attention) };
}

function baseIsBroken({ sha, name }: Base): Fault {
  return {
    kind: "stalled",
    what: `${name} (${sha.slice(0, 12)}) has errors itself, and nothing can be compared with it`,
    hint: "Choose another one: --base REV.",
  };
}
