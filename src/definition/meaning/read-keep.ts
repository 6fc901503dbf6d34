import type { Keep } from "../../model/task.ts";
import { keepsAYear } from "../../model/unsaid.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Given } from "./given.ts";
import { readDuration } from "./read-duration.ts";

/** What is not said is as for a task that says nothing. */
export function readKeep(given: Given, { reports, logs }: NonNullable<TaskFile["keep"]>): Keep {
  return {
    reportsMs: read(given, "reports", reports) ?? (reports === "none" ? undefined : keepsAYear.reportsMs),
    logsMs: read(given, "logs", logs) ?? (logs === "none" ? undefined : keepsAYear.logsMs),
  };
}

function read(given: Given, key: "reports" | "logs", text: string | undefined): number | undefined {
  return text === "none" ? undefined : readDuration(given, ["keep", key], text);
}
