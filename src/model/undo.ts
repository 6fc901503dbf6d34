import type { Exit } from "./run.ts";

/** What became of undoing a run that had failed. `changed`: files made, put back and removed. */
export interface Undone {
  readonly state: "done" | "failed";
  /** `command`: the task's own command has run, after what is protected was put back. */
  readonly by: "restore" | "command";
  readonly changed: number;
  /** Of that command. */
  readonly exit?: Exit | undefined;
  readonly detail: string;
}
