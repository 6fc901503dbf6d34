import type { HostInput } from "../../definition/index.ts";
import type { Program } from "../../diagnostics/program.ts";
import { newPrograms } from "../../inspect/index.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { readDefinition } from "../../pipeline.ts";
import type { Attention, Compared, TaskChange } from "../../plan/index.ts";
import { diffCatalogs, listAttention, outsidePrograms } from "../../plan/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { Base } from "./find-base.ts";
import { findWritable } from "./find-writable.ts";

/** What a plan says of the difference between two states of the tasks. */
export interface Changes {
  /** undefined: there is nothing to compare with, and every task is new. */
  readonly base: Base | undefined;
  readonly tasks: readonly TaskChange[];
  readonly attention: readonly Attention[];
  /** Programs of the head that the base does not have. */
  readonly programs: readonly Program[];
}

type Lint = (programs: readonly Program[]) => Promise<NonNullable<Compared["remarks"]>>;

/** Compares the head, whose catalog is read already, with the base. `head` undefined: the work tree as it is. */
export async function findChanges(of: {
  repository: Repository | undefined;
  base: Base | undefined;
  head: Sha | undefined;
  catalog: Catalog;
  programs: readonly Program[];
  host: HostInput;
  now: Instant;
  /** ShellCheck's remarks on these programs. */
  lint: Lint;
}): Promise<Result<Changes, Fault>> {
  const { repository, base, head, catalog, programs, host, now } = of;
  if (!repository || !base) {
    const nothing: Catalog = { tasks: new Map(), settings: catalog.settings };
    const compared = { base: nothing, head: catalog, now, changedFiles: [] };
    return ok({ ...(await compare(compared, programs, of.lint)), base: undefined });
  }
  const changed = head === undefined ? repository.changedSince(base.sha) : repository.changedPaths(base.sha, head);
  const [read, paths] = await Promise.all([readDefinition({ repository, host, now: () => now }, base.sha), changed]);
  if (!read.ok) return read;
  if (!paths.ok) return paths;
  const before = read.value.definition.catalog;
  if (!before) return failure(baseIsBroken(base));
  const changedFiles = paths.value.filter((path) => !path.startsWith("tasks.d/"));
  const compared = { base: before, head: catalog, now, changedFiles };
  return ok({ ...(await compare(compared, newPrograms(programs, before, changedFiles), of.lint)), base });
}

async function compare(compared: Compared, programs: readonly Program[], lint: Lint): Promise<Omit<Changes, "base">> {
  const tasks = diffCatalogs(compared);
  const changed = tasks.flatMap(({ task }) => compared.head.tasks.get(task) ?? []);
  const writable = findWritable(changed.flatMap(outsidePrograms));
  const seen = { ...compared, writable, remarks: await lint(programs) };
  return { tasks, programs, attention: listAttention(seen, tasks, compared.head.settings.attention) };
}

function baseIsBroken({ sha, name }: Base): Fault {
  return {
    kind: "stalled",
    what: `${name} (${sha.slice(0, 12)}) has errors itself, and nothing can be compared with it`,
    hint: "Choose another one: --base REV.",
  };
}
