import type { State } from "../decide/index.ts";
import type { Executor } from "../execute/index.ts";
import type { FactReader } from "../facts/index.ts";
import type { RunEnd } from "../model/run.ts";
import type { Edges } from "../pipeline.ts";
import type { Log } from "./log.ts";
import type { Publisher } from "./publisher.ts";
import type { RollbackCommands } from "./rollback-command.ts";
import type { Timers } from "./timers.ts";
import type { Undo } from "./undo-run.ts";
import type { Workspaces } from "./workspaces.ts";

/** What a driver acts through: the world, but for the performing of effects, which it does itself. */
export interface DriverEdges extends Omit<Edges, "perform"> {
  readonly state: State;
  /** Its `onEnded` has to call `tell` with an `attempt-ended`. */
  readonly executor: Executor;
  readonly workspaces: Workspaces;
  readonly undo: Undo;
  readonly rollbackCommands: RollbackCommands;
  readonly publisher: Publisher;
  /** The folder of the actions that come with the program. */
  readonly builtInActions: string;
  readonly facts: FactReader;
  readonly log: Log;
  /** Milliseconds by a clock that only counts. */
  readonly countedMs: () => number;
  readonly timers: Timers;
  /** Told of every end, once the journal has it. */
  readonly onEnd?: (end: RunEnd) => void;
}
