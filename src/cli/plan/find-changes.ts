import type { Program } from "../../diagnostics/program.ts";
import type { ReadScripts } from "../../inspect/index.ts";
import { newPrograms } from "../../inspect/index.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Fault } from "../../model/fault.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { readDefinition } from "../../catalog/index.ts";
import type { Attention, Compared, SettingChange, TaskChange } from "../../plan/index.ts";
import { diffCatalogs, diffSettings, listAttention, outsidePrograms } from "../../plan/index.ts";
import type { Base } from "./find-base.ts";
import { findWritable } from "./find-writable.ts";
import { followFiles } from "./follow-files.ts";
import { placeAttention } from "./place-attention.ts";
import type { Head } from "./read-head.ts";

/** What a plan says of the difference between two states of the tasks. */
export interface Changes {
  /** undefined: there is nothing to compare with, and every task is new. */
  readonly base: Base | undefined;
  readonly tasks: readonly TaskChange[];
  /** Those that belong to no task. */
  readonly settings: readonly SettingChange[];
  readonly attention: readonly Attention[];
  /** Programs of the head that the base does not have. */
  readonly programs: readonly Program[];
  /** What they were before. Of a plan that reads only what differs, no more than that has to do with. */
  readonly before: Catalog;
}

/** ShellCheck's remarks on these programs. */
export type Lint = (programs: readonly Program[]) => Promise<NonNullable<Compared["remarks"]>>;

/** Compares the head, whose catalog is read already, with the base. */
export async function findChanges(of: {
  head: Head;
  base: Base | undefined;
  catalog: Catalog;
  now: Instant;
  lint: Lint;
}): Promise<Result<Changes, Fault>> {
  const { base, catalog, now, lint } = of;
  const { repository, sha, tree, readScripts: readFiles } = of.head;
  const { programs } = tree.definition;
  if (!repository || !base) {
    const nothing: Catalog = { tasks: new Map(), settings: catalog.settings };
    const compared = { base: nothing, head: catalog, now, changedFiles: [], named: new Map() };
    return ok(await compare({ base: undefined, compared, programs, lint, readFiles }));
  }
  const changed = sha === undefined ? repository.changedSince(base.sha) : repository.changedPaths(base.sha, sha);
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
  if (!named.ok) return named;
  const compared = { base: before, head: catalog, now, changedFiles, named: named.value };
  return ok(await compare({ base, compared, programs: newPrograms(programs, before, changedFiles), lint, readFiles }));
}

/** `programs`: those of the head that the base does not have. */
export async function compare(of: {
  base: Base | undefined;
  compared: Compared;
  programs: readonly Program[];
  lint: Lint;
  /** Of the head. */
  readFiles: ReadScripts;
}): Promise<Changes> {
  const { base, compared, programs } = of;
  const tasks = diffCatalogs(compared);
  const settings = base ? diffSettings(compared.base.settings, compared.head.settings) : [];
  const changed = tasks.flatMap(({ task }) => compared.head.tasks.get(task) ?? []);
  const writable = findWritable(changed.flatMap(outsidePrograms));
  const seen = { ...compared, writable, remarks: await of.lint(programs) };
  const found = listAttention(seen, tasks, compared.head.settings.attention);
  const attention = await placeAttention(found, of.readFiles);
  return { base, tasks, settings, attention, programs, before: compared.base };
}

function baseIsBroken({ sha, name }: Base): Fault {
  return {
    kind: "stalled",
    what: `${name} (${sha.slice(0, 12)}) has errors itself, and nothing can be compared with it`,
    hint: "Choose another one: --base REV.",
  };
}
