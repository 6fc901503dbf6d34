import type { Chosen } from "../../decide/index.ts";
import type { RunRequest } from "../../model/decision.ts";
import type { RunId, TaskId } from "../../model/ids.ts";
import type { Params } from "../../model/params.ts";
import type { RevisionEvent } from "../../model/revision.ts";
import type { RunEnd } from "../../model/run.ts";
import type { Tidied } from "../tidy/index.ts";

/** What a verb asks of the runner: of the daemon over its socket, or of one made for the purpose. One line of JSON. */
export type Ask =
  | { readonly ask: "run"; readonly requests: readonly RunRequest[] }
  /** Answered when all of these have ended. */
  | { readonly ask: "wait"; readonly runs: readonly RunId[] }
  /** The same, dry. A word of its own: an older daemon that did not know a mark on a request would run it in earnest. */
  | { readonly ask: "run-dry"; readonly requests: readonly RunRequest[] }
  | { readonly ask: "cancel"; readonly run: RunId; readonly by: string }
  | { readonly ask: "pause"; readonly task: TaskId | undefined; readonly reason: string }
  | { readonly ask: "resume"; readonly task: TaskId | undefined }
  | { readonly ask: "acknowledge"; readonly sha: string }
  | { readonly ask: "sync" }
  /** Which tasks a request for a category is for. */
  | { readonly ask: "choose"; readonly category: string; readonly confidence: number }
  /** Which parameters these tasks take. */
  | { readonly ask: "takes"; readonly tasks: readonly TaskId[] }
  /** Something happened that a daemon may not see by itself. Answered when the runs it asked for are over. */
  | { readonly ask: "event"; readonly event: "shutdown" }
  /** Remove what is older than it is kept, or only say what would go. */
  | { readonly ask: "tidy"; readonly dryRun: boolean }
  | { readonly ask: "stop" };

/**
 * `refused` is a sentence for people with what to do; `why` tells a wrong ask from a world that does not do as asked.
 * `done` has the revision where one was judged on the way.
 */
export type Answer =
  | { readonly answer: "refused"; readonly why: "invalid" | "world"; readonly message: string; readonly hint: string }
  | { readonly answer: "done"; readonly message: string; readonly revision?: RevisionEvent }
  | { readonly answer: "chosen"; readonly tasks: readonly Chosen[] }
  /** By the place of the task in the ask; null: it takes none. */
  | { readonly answer: "takes"; readonly params: readonly (Params | null)[] }
  | { readonly answer: "tidied"; readonly tidied: Tidied }
  | { readonly answer: "runs"; readonly runs: readonly RunStanding[] };

/** How a requested run stands: `end` once it has ended, until then what it waits for. */
export interface RunStanding {
  readonly id: RunId;
  readonly task: TaskId;
  readonly end: RunEnd | undefined;
  readonly waitsFor: string | undefined;
}
