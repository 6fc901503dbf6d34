import { checkAbsolute } from "../check-absolute.ts";
import type { ConditionKind } from "../condition-kind.ts";
import { parseNumber } from "../parse-number.ts";
import { readPercentages } from "../read-bounds.ts";

export const diskUsage: ConditionKind<"disk_usage"> = {
  read(at, written) {
    const test = readPercentages(at, written);
    const path = typeof written === "number" ? "/" : (written.path ?? "/");
    return checkAbsolute(at.within("path"), path) && test ? { query: { kind: "disk_usage", path }, test } : undefined;
  },
  compact: { example: "disk_usage:/var:90", read: readCompact },
};

/** `/var:90`, or `90` of `/`. A path may hold colons. */
function readCompact(rest: string): number | { readonly path: string; readonly above: number } | undefined {
  const colon = rest.lastIndexOf(":");
  const above = parseNumber(rest.slice(colon + 1), 100);
  if (above === undefined || colon < 0) return above;
  return colon === 0 ? undefined : { path: rest.slice(0, colon), above };
}
