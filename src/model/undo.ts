import type { Exit } from "./run.ts";

/** A file, folder or work tree that is not as it was, and why it could not be put back. */
export interface Left {
  readonly path: string;
  readonly why: string;
}

/** What became of undoing a run that had failed. `changed`: files made, put back and removed. */
export interface Undone {
  readonly state: "done" | "failed";
  /** `command`: the task's own command has run, after what is protected was put back. */
  readonly by: "restore" | "command";
  readonly changed: number;
  /** Of that command. */
  readonly exit?: Exit | undefined;
  readonly detail: string;
  /** What is not as it was, the first of them; never empty. */
  readonly left?: readonly Left[] | undefined;
}
