import type { Condition } from "./condition.ts";
import type { TaskId } from "./ids.ts";

/** Something besides a schedule that wants a task run, as understood. Equal ones have equal `key`s. */
export type EventTrigger = { readonly key: string } & (
  | /** Once per boot of the host, so long after it. */
    { readonly kind: "boot"; readonly delayMs: number }
    /** The system goes down. */
  | { readonly kind: "shutdown" }
  /** Somebody logs in; undefined: whoever it is. */
  | { readonly kind: "login"; readonly user: string | undefined }
  /** A run of another task (`*`: of any) ended so. `failed`: lost ones too. `finished`: however it ended, but skips. */
  | { readonly kind: "task"; readonly task: TaskId | "*"; readonly status: "success" | "failed" | "finished" }
  /** A file of the host that the pattern matches was made, changed, replaced or removed. Absolute. */
  | { readonly kind: "file-changed"; readonly glob: string }
  /** A newly applied revision touched such paths of the repository. */
  | { readonly kind: "changed"; readonly globs: readonly string[] }
  /** Somebody asks for a category rather than for a task. 0–1. */
  | { readonly kind: "request"; readonly category: string; readonly minConfidence: number }
  /** It became true, and has stayed true for so long; again every `repeatMs` while it stays true. */
  | {
      readonly kind: "condition";
      readonly condition: Condition;
      readonly forMs: number;
      readonly repeatMs: number | undefined;
    }
);
