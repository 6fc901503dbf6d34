import type { NamedVerdict } from "../model/decision.ts";
import { renderInstant } from "../model/instant.ts";
import { renderTable } from "../text/table.ts";

/** What one gate says, as `--json` tells it. */
export interface ToldGate {
  readonly gate: string;
  readonly verdict: "pass" | "wait" | "skip";
  readonly detail: string;
  /** Until when at the latest, where that is known. */
  readonly until?: string;
}

export function toToldGate({ gate, verdict }: NamedVerdict): ToldGate {
  const until = verdict.kind === "wait" && verdict.until !== undefined ? { until: renderInstant(verdict.until) } : {};
  return { gate, verdict: verdict.kind, detail: verdict.detail, ...until };
}

const styles = { pass: "green", wait: "yellow", skip: "red" } as const;

export function renderGates(gates: readonly NamedVerdict[], look: Parameters<typeof renderTable>[2]): string {
  const rows = gates
    .map(toToldGate)
    .map(({ gate, verdict, detail, until }) => [
      gate,
      { text: verdict, style: styles[verdict] },
      `${detail}${until === undefined || detail.includes(until) ? "" : ` (until ${until})`}`,
    ]);
  return renderTable([{ title: "GATE" }, { title: "SAYS" }, { title: "WHY" }], rows, look);
}
