import { renderDuration } from "../../model/duration.ts";

/** `12.3 s`, `3 m 20 s`, `850 ms`: a duration to be read, not to be parsed. */
export function renderElapsed(durationMs: number): string {
  return renderDuration(durationMs)
    .replace(/(\d)([a-z])/g, "$1 $2")
    .replace(/([a-z])(\d)/g, "$1 $2");
}
