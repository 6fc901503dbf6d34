import type { ConditionKind } from "../condition-kind.ts";
import { parseNumber } from "../parse-number.ts";
import { readBounds } from "../read-bounds.ts";

export const systemLoad: ConditionKind<"system_load"> = {
  read(at, written) {
    const test = readBounds(at, written);
    return test && { query: { kind: "system_load" }, test };
  },
  compact: { example: "system_load:0.8", read: (rest) => parseNumber(rest) },
};
