import type { RevisionEntry, RevisionFile, RevisionFiles } from "../model/files.ts";
import type { Instant } from "../model/instant.ts";
import type { Outline, UnderstoodFile } from "../model/understood.ts";
import type { Ground } from "./lay-ground.ts";
import { digestTasks } from "./meaning/digest-task.ts";
import { outlineOf } from "./meaning/outline-of.ts";
import type { FileReading } from "./understand-file.ts";
import { understandFile } from "./understand-file.ts";

/** A task file as read now, with what of it may be remembered. */
export interface Understanding {
  readonly reading: FileReading;
  /** As UnderstoodFile has it. */
  readonly asked: ReadonlyMap<string, string>;
  /** Of its tasks, which have their digests. */
  readonly outlines: readonly Outline[];
  /** undefined: there is something to say about it, which has to be said each time. */
  readonly understood: UnderstoodFile | undefined;
}

/** `object`: under which name git keeps the contents. */
export function understandForGood(
  file: RevisionFile & { readonly object: string },
  ground: Ground,
  of: { now: Instant; find: RevisionFiles["find"] },
): Understanding {
  const asked = new Map<string, string>();
  const find = (path: string): RevisionEntry | undefined => {
    const entry = of.find(path);
    asked.set(path, tellEntry(entry));
    return entry;
  };
  const reading = understandFile(file, ground, { now: of.now, find });
  const { tasks, written, diagnostics } = reading;
  digestTasks(tasks);
  const outlines = written.map(outlineOf).filter((outline) => outline !== undefined);
  const isPlain = diagnostics.length === 0 && outlines.length === tasks.length && !tasks.some(hasItsDay);
  const { path, object } = file;
  return { reading, asked, outlines, understood: isPlain ? { path, object, tasks, outlines, asked } : undefined };
}

/** As UnderstoodFile.asked has it. */
export function tellEntry(entry: RevisionEntry | undefined): string {
  if (entry === undefined) return "";
  return entry.target === undefined ? entry.kind : `${entry.kind} to ${entry.target}`;
}

/** `at 2026-12-01T03:00` has nothing wrong with it now, and will have when that has passed. */
function hasItsDay({ schedules }: FileReading["tasks"][number]): boolean {
  return schedules.some(({ kind }) => kind === "once");
}
