import { renderInstant } from "../../model/instant.ts";
import type { SettingChange, TaskChange } from "../../plan/index.ts";

/** A change as `plan --json` tells it. What is not there is null. */
export interface ToldChange {
  readonly task: string;
  readonly change: TaskChange["change"];
  /** Its name before, where it is renamed. */
  readonly from?: string;
  readonly fields: readonly {
    /** A key of the task file, `locks.NAME` or `calendars/NAME`, or the path of a repository file that the task uses. */
    readonly name: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly consequence: string | null;
    /** The next five times at which the task is due, by either definition. */
    readonly due?: { readonly before: readonly string[]; readonly after: readonly string[] };
  }[];
}

export function toToldChange({ task, change, from, fields }: TaskChange): ToldChange {
  return {
    task,
    change,
    ...(from !== undefined && { from }),
    fields: fields.map(({ name, before = null, after = null, consequence = null, due }) => ({
      name,
      before,
      after,
      consequence,
      ...(due && { due: { before: due.before.map(renderInstant), after: due.after.map(renderInstant) } }),
    })),
  };
}

/** A setting that belongs to no task, as `plan --json` tells it. */
export interface ToldSetting {
  /** `git.poll`, as in runner.toml. */
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly consequence: string | null;
}

export function toToldSetting({ name, before, after, consequence }: SettingChange): ToldSetting {
  return { name, before: before ?? null, after: after ?? null, consequence: consequence ?? null };
}
