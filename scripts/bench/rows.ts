import type { Row } from "./bench.ts";
import { applyChange } from "./rows/apply-change.ts";
import { backInCharge } from "./rows/back-in-charge.ts";
import { commitReports } from "./rows/commit-reports.ts";
import { firstInstants } from "./rows/first-instants.ts";
import { idle } from "./rows/idle.ts";
import { manyTasks } from "./rows/many-tasks.ts";
import { masking } from "./rows/masking.ts";
import { pass } from "./rows/pass.ts";
import { planChange } from "./rows/plan-change.ts";
import { planCold } from "./rows/plan-cold.ts";
import { planComment } from "./rows/plan-comment.ts";
import { protect } from "./rows/protect.ts";
import { simulateYear } from "./rows/simulate-year.ts";
import { startRuns } from "./rows/start-runs.ts";
import { talker } from "./rows/talker.ts";
import { validateMany } from "./rows/validate-many.ts";
import { validateOne } from "./rows/validate-one.ts";
import { validateUses } from "./rows/validate-uses.ts";

/** In the order in which they are measured and printed. */
export const rows: readonly Row[] = [
  validateOne,
  validateMany,
  validateUses,
  startRuns,
  commitReports,
  manyTasks,
  idle,
  talker,
  backInCharge,
  pass,
  simulateYear,
  firstInstants,
  masking,
  protect,
  planChange,
  planCold,
  applyChange,
  planComment,
];
