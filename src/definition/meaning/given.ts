import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { Pointer } from "../read/document.ts";
import { labelOf } from "../shape/label-of.ts";
import type { Merged } from "./layer.ts";

/** What reading one value needs: where it is written, and whom to tell. */
export interface Given {
  readonly merged: Merged;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** One value, wherever it is written. Readers that take it need not know how they got there. */
export interface At {
  readonly report: Given["report"];
  /** `when.disk_usage.above`. */
  readonly label: string;
  readonly span: (part?: "key" | "value") => Span;
  readonly within: (step: string | number) => At;
}

export function at({ merged, report }: Given, pointer: Pointer): At {
  return {
    report,
    label: labelOf(pointer),
    span: (part = "value") => merged.locate(pointer, part),
    within: (step) => at({ merged, report }, [...pointer, step]),
  };
}

/** A text that holds several values: whatever is wrong with one of them is told of the whole. */
export function atText(given: Given, pointer: Pointer): At {
  const whole: At = { ...at(given, pointer), span: () => given.merged.locate(pointer, "value"), within: () => whole };
  return whole;
}
