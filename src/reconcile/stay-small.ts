import { setFlagsFromString } from "node:v8";

let isSmall = false;

/**
 * Tells V8 to prefer a small heap to a fast one, from now on. Reading a large revision would else leave the daemon with
 * the room that took: 270 MB with 10,000 tasks, against 135. And each start of a run is a fork, whose price goes by the
 * pages that the runner has.
 */
export function staySmall(): void {
  if (isSmall) return;
  isSmall = true;
  setFlagsFromString("--optimize-for-size");
  // What is compiled by then is kept for the next start (bin/load-bundle.js), which begins with the flags as they were.
  process.prependOnceListener("exit", () => setFlagsFromString("--no-optimize-for-size"));
}
