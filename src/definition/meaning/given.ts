import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Merged } from "./layer.ts";

/** What reading one value needs: where it is written, and whom to tell. */
export interface Given {
  readonly merged: Merged;
  readonly report: (diagnostic: Diagnostic) => void;
}
