import type { Problem } from "../../diagnostics/to-problem.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Attention, Forecast } from "../../plan/index.ts";
import type { Held } from "./find-held.ts";
import type { PlannedRun } from "./planned-run.ts";
import { toPlannedRun } from "./planned-run.ts";
import type { ToldChange, ToldSetting } from "./told-changes.ts";
import { toToldChange, toToldSetting } from "./told-changes.ts";
import type { ToldPlan } from "./told-plan.ts";

/** What `runner plan --json` prints: schemas/plan.schema.json. */
interface JsonPlan {
  /** Over both revisions and what is said of them, the forecast left out: the same where nothing has changed. */
  readonly digest: string;
  /** As `runner validate` has them; with an error among them there is no forecast. */
  readonly problems: readonly Problem[];
  /** Present where the runner will hold these definitions back at first; forecast and now are for afterwards. */
  readonly held?: Held;
  /** In order of task: each that will behave otherwise than by the base. */
  readonly changes: readonly ToldChange[];
  /** What changes of the settings and belongs to no task. */
  readonly settings: readonly ToldSetting[];
  /** What a reviewer must look at, in order of task. `[attention]` of the settings silences a rule. */
  readonly attention: readonly Attention[];
  /** In order of time: later than now, up to and including `until`. Absent, like what is below, with --changes-only. */
  readonly forecast?: readonly PlannedRun[];
  /** What `runner reconcile` would do at this very moment. */
  readonly now?: readonly PlannedRun[];
  /** Conditions that want runs and cannot be known ahead; `if` reads `disk_usage(/var) > 90 (now 41)`. */
  readonly conditional?: Forecast["unforeseen"];
  /** `2026-11-21T02:00:00Z`: the end of the forecast. */
  readonly until?: string;
}

export function toJsonPlan({ digest, problems, good, until }: ToldPlan): JsonPlan {
  const nothing = { entries: [], now: [], unforeseen: [] };
  const found = good ? good.forecast : nothing;
  return {
    digest,
    problems,
    ...(good?.held && { held: good.held }),
    changes: good?.changes.tasks.map(toToldChange) ?? [],
    settings: good?.changes.settings.map(toToldSetting) ?? [],
    attention: good?.changes.attention ?? [],
    ...(found && {
      forecast: found.entries.map(toPlannedRun),
      now: found.now.map(toPlannedRun),
      conditional: found.unforeseen,
      until: renderInstant(until),
    }),
  };
}
