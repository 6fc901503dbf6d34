import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import type { RevisionFile, RevisionFiles } from "../model/files.ts";
import type { Instant } from "../model/instant.ts";
import type { Ground } from "./lay-ground.ts";
import type { TaskToDigest } from "./meaning/normalize.ts";
import { normalize } from "./meaning/normalize.ts";
import { splitTasks } from "./meaning/split-tasks.ts";
import type { WrittenTask } from "./meaning/written-task.ts";
import { listPrograms } from "./programs/list-programs.ts";
import { readDocument } from "./read/index.ts";
import { checkShape } from "./shape/check-shape.ts";

/** What one task file says, whatever the others say. */
export interface FileReading {
  readonly isRead: boolean;
  readonly written: readonly WrittenTask[];
  /** Without their digests. Fewer than are written where one makes no sense. */
  readonly tasks: readonly TaskToDigest[];
  readonly diagnostics: readonly Diagnostic[];
  /** What its tasks hand to interpreters, in no order that matters. */
  readonly listPrograms: () => readonly Program[];
}

export function understandFile(
  file: RevisionFile,
  ground: Ground,
  of: { now: Instant; find: RevisionFiles["find"] },
): FileReading {
  const { document, diagnostics: ofFile } = readDocument(file);
  if (document === undefined)
    return { isRead: false, written: [], tasks: [], diagnostics: ofFile, listPrograms: () => [] };
  const diagnostics = [...ofFile];
  const report = (diagnostic: Diagnostic): number => diagnostics.push(diagnostic);
  const shape = checkShape(document, Object.hasOwn(document.value, "tasks") ? "taskList" : "task");
  shape.diagnostics.forEach(report);
  const written = splitTasks(document, shape, ground);
  const { defaultsAreKnown, calendars, actions, secrets, settings } = ground;
  const around = { ...of, timezone: settings.runner.timezone, calendars, actions, secrets, defaultsAreKnown };
  const tasks = written.flatMap((task) => normalize(task, around, report) ?? []);
  return { isRead: true, written, tasks, diagnostics, listPrograms: () => listPrograms(written, actions, of.find) };
}
