import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** What was made before is not to be paid for by what is measured next. */
export function collectGarbage(): void {
  gc();
}
