/**
 * takes       the files of a revision, the time, and what is known of the host
 * gives       a catalog: tasks and settings as understood, checked as a whole
 * fails with  diagnostics, of all files at once, in order of path and place; with an error there is no catalog
 * guarantees  pure, and linear in the size of the files; the order of files does not matter
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../diagnostics/index.ts";
import type { Program } from "../diagnostics/program.ts";
import type { Catalog } from "../model/catalog.ts";
import { byCodePoint } from "../model/compare.ts";
import type { RevisionFiles } from "../model/files.ts";
import type { Instant } from "../model/instant.ts";
import type { HostSettings, SettingOrigin, Settings } from "../model/settings.ts";
import { checkIds } from "./meaning/check-ids.ts";
import { checkReferences } from "./meaning/check-references.ts";
import { digestTasks } from "./meaning/digest-task.ts";
import type { TaskToDigest } from "./meaning/normalize.ts";
import { isTaskFile } from "./read/is-task-file.ts";
import { makeMayDefine } from "./read/make-may-define.ts";
import { listUnused } from "./programs/list-programs.ts";
import { tellStrays } from "./read/tell-strays.ts";
import type { Ground } from "./lay-ground.ts";
import { layGround } from "./lay-ground.ts";
import { understandFile } from "./understand-file.ts";
import type { HostInput } from "./settings/index.ts";
import { defineSettings } from "./settings/index.ts";

export type { TaskFile } from "./task-file.generated.ts";
export type { Action, Actions, BuiltInActions } from "./actions/index.ts";
export type { HostInput } from "./settings/index.ts";
export { isTaskPath } from "./read/is-task-file.ts";
export { allHoldTogether, stillHoldsTogether } from "./holds-together.ts";
export type { Ground } from "./lay-ground.ts";
export { groundKey, layGround } from "./lay-ground.ts";
export { isFile, listSignerFiles } from "./settings/check-signers.ts";
export { locateInTask } from "./programs/locate-in-task.ts";
export { patchCatalog } from "./patch-catalog.ts";
export { tellStrays } from "./read/tell-strays.ts";
export type { Understanding } from "./understand-for-good.ts";
export { tellEntry, understandForGood } from "./understand-for-good.ts";

export interface Definition {
  /** Undefined when there is any error. */
  readonly catalog: Catalog | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Tasks found, whether right or wrong. */
  readonly taskCount: number;
  /** What the tasks hand to interpreters, in no order that matters. Found when asked for. */
  readonly programs: readonly Program[];
  /** Where each setting comes from. Found when asked for. */
  readonly origins: readonly SettingOrigin[];
}

/** What is neither task nor calendar is left alone, and told where its name looks like a slip. */
export function define(input: { files: RevisionFiles; now: Instant; host: HostInput }): Definition {
  const { files, others, find } = input.files;
  const ground = layGround(files, input.host, find);
  const taskFiles = files.filter(isTaskFile).sort((a, b) => byCodePoint(a.path, b.path));
  const readings = taskFiles.map((file) => understandFile(file, ground, { now: input.now, find }));
  const written = readings.flatMap((reading) => reading.written);
  const unread = taskFiles.filter((_, i) => !readings[i]!.isRead);
  const diagnostics = [
    ...ground.diagnostics,
    ...readings.flatMap((reading) => reading.diagnostics),
    ...tellStrays(others),
    ...checkIds(written),
    ...checkReferences(written, makeMayDefine(unread)),
  ];

  const tasks = readings.flatMap((reading) => reading.tasks);
  const listPrograms = (): readonly Program[] => [
    ...readings.flatMap((reading) => reading.listPrograms()),
    ...listUnused(written, ground.actions, find),
  ];
  return finish({ tasks, ground, diagnostics, taskCount: written.length, listPrograms });
}

/** Of tasks about which all is known, their digests too, and which hold together; `programs`: of some of them. */
export function makeDefinition(of: {
  tasks: readonly TaskToDigest[];
  ground: Ground;
  others: readonly string[];
  diagnostics: readonly Diagnostic[];
  programs: readonly Program[];
}): Definition {
  const diagnostics = [...of.diagnostics, ...tellStrays(of.others)];
  return finish({ ...of, diagnostics, taskCount: of.tasks.length, listPrograms: () => of.programs });
}
function finish({ tasks, ground, diagnostics, taskCount, listPrograms }: Unfinished): Definition {
  const hasError = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  let catalog: Catalog | undefined;
  return {
    // Made when asked for: whoever only validates needs no digests, nor the 5 ms that loading node:crypto costs.
    get catalog() {
      return hasError ? undefined : (catalog ??= makeCatalog(tasks, ground.settings));
    },
    diagnostics: sortDiagnostics(diagnostics),
    taskCount,
    get programs() {
      return listPrograms();
    },
    get origins() {
      return ground.listOrigins();
    },
  };
}

interface Unfinished {
  readonly tasks: readonly TaskToDigest[];
  readonly ground: Ground;
  readonly diagnostics: readonly Diagnostic[];
  readonly taskCount: number;
  readonly listPrograms: () => readonly Program[];
}

/**
 * The host's own settings, which are needed before any revision is read. Wrong ones are told and have their default; so
 * are those of a repository's settings that the environment overrides: no revision can mend them.
 */
export function defineHost(host: HostInput): { settings: HostSettings; diagnostics: readonly Diagnostic[] } {
  const { settings, diagnostics } = defineSettings(undefined, host);
  return { settings: settings.host, diagnostics: sortDiagnostics(diagnostics) };
}

function makeCatalog(tasks: readonly TaskToDigest[], settings: Settings): Catalog {
  digestTasks(tasks);
  const sorted = tasks.toSorted((a, b) => byCodePoint(a.id, b.id));
  return { tasks: new Map(sorted.map((task) => [task.id, task])), settings };
}
