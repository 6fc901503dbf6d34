import type { Catalog } from "./catalog.ts";
import type { Fact } from "./condition.ts";

import type { RunRequest } from "./decision.ts";
import type { RunId, Sha, TaskId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import type { ParamValues } from "./params.ts";
import type { Exit, ProcessKey, Resources } from "./run.ts";
import type { Undone } from "./undo.ts";

/** What may happen to the core. Each carries the moment at which it is told. */
export type Event =
  | { readonly kind: "tick"; readonly now: Instant }
  /** The wall clock went ahead by so much more than time did: it was set, or the host slept. Comes before the tick. */
  | { readonly kind: "clock-jumped"; readonly now: Instant; readonly byMs: number }
  | {
      readonly kind: "applied";
      readonly now: Instant;
      readonly catalog: Catalog;
      readonly revision: Sha | undefined;
      readonly changedPaths?: readonly string[];
      /** Of the tasks, all others are the very same values as in the catalog before. */
      readonly changedTasks?: ReadonlySet<TaskId>;
    }
  | {
      readonly kind: "requested";
      readonly now: Instant;
      readonly request: RunRequest;
      /** Its parameters as records tell them: defaults too, secret ones masked. Absent: it takes none. */
      readonly shown?: ParamValues | undefined;
    }
  | { readonly kind: "cancelled"; readonly now: Instant; readonly run: RunId; readonly by: string }
  | {
      readonly kind: "started";
      readonly now: Instant;
      readonly run: RunId;
      readonly launch: number;
      readonly process: ProcessKey;
      readonly at: Instant;
    }
  /** After a restart: the process was never created, so it is created now, as the same attempt. */
  | { readonly kind: "never-started"; readonly now: Instant; readonly run: RunId; readonly launch: number }
  | {
      readonly kind: "attempt-ended";
      readonly now: Instant;
      readonly run: RunId;
      readonly launch: number;
      readonly exit: Exit;
      readonly at: Instant;
      readonly startedAt: Instant;
      readonly resources: Resources;
      /** Where it was the last, and failed. */
      readonly rollback?: Undone | undefined;
    }
  /** Told at each start of a runner: the boot that the host is in, and since when. */
  | { readonly kind: "booted"; readonly now: Instant; readonly bootId: string; readonly at: Instant }
  | { readonly kind: "shutting-down"; readonly now: Instant }
  /** `id` tells one login from every other. */
  | {
      readonly kind: "logged-in";
      readonly now: Instant;
      readonly user: string;
      readonly line: string;
      readonly id: string;
    }
  /** Something that the pattern of a `file_changed` matches, after things have calmed down. */
  | { readonly kind: "file-changed"; readonly now: Instant; readonly glob: string; readonly path: string }
  | { readonly kind: "facts"; readonly now: Instant; readonly facts: readonly Fact[] }
  | { readonly kind: "paused"; readonly now: Instant; readonly task: TaskId | undefined; readonly reason: string }
  | { readonly kind: "resumed"; readonly now: Instant; readonly task: TaskId | undefined };
