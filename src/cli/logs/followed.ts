import type { Here } from "../open-here.ts";
import type { Call } from "../verb.ts";

/** Whose runs somebody wants to see, live. */
export interface Followed {
  readonly call: Call;
  readonly here: Here;
  /** Undefined: those of all tasks, each line with its task. */
  readonly task: string | undefined;
}
