import type { TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Trigger } from "../model/run.ts";

/** What will be, as far as it can be known. All lists are in the order in which things happen. */
export interface Forecast {
  /** Later than now, up to and including `until`. */
  readonly entries: readonly ForecastEntry[];
  /** At this very moment. One that has to wait now turns up again in `entries` when it starts or is skipped. */
  readonly now: readonly ForecastEntry[];
  /** The end of what was asked for; earlier where that would have been too much to tell. */
  readonly until: Instant;
  /** Conditions that want runs and cannot be known ahead: taken not to become true. In order of task. */
  readonly unforeseen: readonly { readonly task: TaskId; readonly if: string }[];
}

/** What becomes of one wanted run (`missed` may tell of a whole stretch of slots, as its report will). */
export interface ForecastEntry {
  /** When it starts or is skipped; for one that waits still: the moment of which that is said. */
  readonly at: Instant;
  readonly task: TaskId;
  readonly slot: Instant | undefined;
  /** The slot, or the moment at which something else wanted it. */
  readonly wantedAt: Instant;
  readonly decision: "run" | "skip" | "wait";
  /**
   * One word for machines. `run`: the gate that held it back (`overlap`, `needs`, `locks`, `concurrency`); `late`, if it
   * is started after its slot because nobody was there; else the trigger's kind. `skip`: as its report will say
   * (`overlap`, `missed`, `needs-failed`, …). `wait`: the gate that holds it.
   */
  readonly reason: string;
  /** The same as a sentence; may be empty. */
  readonly detail: string;
  readonly trigger: Trigger["kind"];
  /** What its `when` asks for, where that cannot be known ahead: taken to hold. `file(/run/mounted) (now no)` */
  readonly if?: string;
  /** How long it is taken to run; 0 where it does not. */
  readonly durationMs: number;
  /** No run of it has succeeded yet, so that nothing is known: taken to need no time at all. */
  readonly durationAssumed: boolean;
}
