/**
 * takes       the files of a revision, the time, and what is known of the host
 * gives       a catalog: tasks and settings as understood, checked as a whole
 * fails with  diagnostics, of all files at once, in order of path and place; with an error there is no catalog
 * guarantees  pure, and linear in the size of the files; the order of files does not matter
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../diagnostics/index.ts";
import { strayFile } from "../diagnostics/reading-codes.ts";
import type { Catalog } from "../model/catalog.ts";
import { byCodePoint } from "../model/compare.ts";
import type { RevisionFile, RevisionFiles } from "../model/files.ts";
import type { Instant } from "../model/instant.ts";
import type { HostSettings, SettingOrigin, Settings } from "../model/settings.ts";
import { defineCalendars } from "./calendars/index.ts";
import { checkIds } from "./meaning/check-ids.ts";
import { checkReferences } from "./meaning/check-references.ts";
import { digestTask } from "./meaning/digest-task.ts";
import type { TaskToDigest } from "./meaning/normalize.ts";
import { normalize } from "./meaning/normalize.ts";
import { splitTasks } from "./meaning/split-tasks.ts";
import { isTaskFile } from "./read/is-task-file.ts";
import { guessName } from "./read/guess-name.ts";
import { makeMayDefine } from "./read/make-may-define.ts";
import { readDocument } from "./read/index.ts";
import type { HostInput } from "./settings/index.ts";
import { defineSettings } from "./settings/index.ts";
import { checkShape } from "./shape/check-shape.ts";

export type { TaskFile } from "./task-file.generated.ts";
export type { HostInput } from "./settings/index.ts";

export interface Definition {
  /** Undefined when there is any error. */
  readonly catalog: Catalog | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Tasks found, whether right or wrong. */
  readonly taskCount: number;
  /** Where each setting comes from. Found when asked for. */
  readonly origins: readonly SettingOrigin[];
}

/** What is neither task nor calendar is left alone, and told where its name looks like a slip. */
export function define(input: { files: RevisionFiles; now: Instant; host: HostInput }): Definition {
  const { files, others, find } = input.files;
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): number => diagnostics.push(diagnostic);

  const { settings, defaults, ...ofSettings } = defineSettings(
    files.find((file) => file.path === "runner.toml"),
    input.host,
  );
  diagnostics.push(...ofSettings.diagnostics);

  const unread: RevisionFile[] = [];
  const taskFiles = files.filter(isTaskFile).sort((a, b) => byCodePoint(a.path, b.path));
  const written = taskFiles.flatMap((file) => {
    const { document, diagnostics: ofFile } = readDocument(file);
    ofFile.forEach(report);
    if (document === undefined) unread.push(file);
    if (document === undefined) return [];
    const shape = checkShape(document, Object.hasOwn(document.value, "tasks") ? "taskList" : "task");
    shape.diagnostics.forEach(report);
    return splitTasks(document, shape, defaults);
  });

  for (const path of others) {
    const meant = guessName(path);
    if (meant !== undefined) report(strayFile(path, meant));
  }

  const { timezone } = settings.runner;
  const calendars = defineCalendars(files, report);
  const secrets = ofSettings.diagnostics.some(({ severity }) => severity === "error") ? undefined : settings.secrets;
  const around = { now: input.now, timezone, calendars, find, secrets, defaultsAreKnown: ofSettings.known };
  const tasks = written.flatMap((task) => normalize(task, around, report) ?? []);
  checkIds(written).forEach(report);
  checkReferences(written, makeMayDefine(unread)).forEach(report);

  const hasError = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  let catalog: Catalog | undefined;
  return {
    // Made when asked for: whoever only validates needs no digests, nor the 5 ms that loading node:crypto costs.
    get catalog() {
      return hasError ? undefined : (catalog ??= makeCatalog(tasks, settings));
    },
    diagnostics: sortDiagnostics(diagnostics),
    taskCount: written.length,
    get origins() {
      return ofSettings.listOrigins();
    },
  };
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
  for (const task of tasks) task.digest = digestTask(task);
  const sorted = tasks.toSorted((a, b) => byCodePoint(a.id, b.id));
  return { tasks: new Map(sorted.map((task) => [task.id, task])), settings };
}
