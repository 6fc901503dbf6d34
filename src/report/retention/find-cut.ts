import { parseTrailers } from "../message/parse-trailers.ts";
import type { Cut } from "./retention.ts";
import { isCutBy, parseCut } from "./retention.ts";

/** By which cut of a retention commit, as its message names them, a file went; undefined: it went by none. */
export function findCut(message: string, path: string): Cut | undefined {
  const cuts = parseTrailers(message).get("Retention") ?? [];
  return cuts.map(parseCut).find((cut) => cut !== undefined && isCutBy(path, cut));
}
