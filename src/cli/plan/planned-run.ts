import { renderInstant } from "../../model/instant.ts";
import type { ForecastEntry } from "../../plan/index.ts";

/** An entry as `--json` prints it. See ForecastEntry for what its words mean. Instants are texts; no slot: null. */
export interface PlannedRun extends Omit<ForecastEntry, "at" | "slot" | "wantedAt"> {
  readonly at: string;
  readonly slot: string | null;
}

export function toPlannedRun(entry: ForecastEntry): PlannedRun {
  const { task, slot, wantedAt: _, ...rest } = entry;
  return { ...rest, at: renderInstant(entry.at), task, slot: slot === undefined ? null : renderInstant(slot) };
}
