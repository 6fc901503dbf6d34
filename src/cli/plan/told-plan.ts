import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Problem } from "../../diagnostics/to-problem.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import type { Forecast } from "../../plan/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { Changes } from "./find-changes.ts";
import type { Held } from "./find-held.ts";

/** All that a plan says. Each format tells it in its own way. */
export interface ToldPlan {
  readonly head: { readonly sha: Sha | undefined; readonly repository: Repository | undefined };
  readonly diagnostics: readonly Diagnostic[];
  /** The same, for machines. */
  readonly problems: readonly Problem[];
  /** Over both revisions and what is said of them, the forecast left out: the same where nothing has changed. */
  readonly digest: string;
  /** undefined: it has errors, would be turned away, and nothing would change. */
  readonly good: GoodPlan | undefined;
  /** Where the forecast ends. */
  readonly until: Instant;
}

export interface GoodPlan {
  /** Of a plan of changes only, no more than the tasks that they have to do with. */
  readonly catalog: Catalog;
  readonly changes: Changes;
  readonly held: Held | undefined;
  /** undefined: it was not asked for. */
  readonly forecast: Forecast | undefined;
  readonly now: Instant;
  /** Why nothing is remembered here of earlier runs; undefined: something is, or nobody asks. */
  readonly absent: string | undefined;
}
