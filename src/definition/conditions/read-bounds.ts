import { neverTrue, unlikelyPercentage } from "../../diagnostics/condition-codes.ts";
import { missingKey } from "../../diagnostics/shape-codes.ts";
import type { Test } from "../../model/condition.ts";
import type { At } from "../meaning/given.ts";

export interface Bounds {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
}

/** A number is what the value must be above. */
export function readBounds(
  at: At,
  written: number | Bounds,
  render: (value: number) => string = String,
): Test | undefined {
  if (typeof written === "number") return { kind: "between", above: written, below: undefined };
  const { above, below } = written;
  if (above === undefined && below === undefined) {
    const hint = "Say above which value it is true, or below which.";
    at.report(missingKey(at.span("key"), { key: "above", where: `\`${at.label}\``, hint }));
    return undefined;
  }
  if (above !== undefined && below !== undefined && above >= below) {
    at.report(neverTrue(at.span(), at.label, { above: render(above), below: render(below) }));
    return undefined;
  }
  return { kind: "between", above, below };
}

/** The same for per cent: what is written as a share of one is understood, but told. */
export function readPercentages(at: At, written: number | Bounds): Test | undefined {
  const entries =
    typeof written === "number"
      ? [[at, written] as const]
      : (["above", "below"] as const).map((key) => [at.within(key), written[key]] as const);
  for (const [place, value] of entries) {
    if (value !== undefined && value > 0 && value < 1) {
      place.report(unlikelyPercentage(place.span(), place.label, value));
    }
  }
  return readBounds(at, written);
}
