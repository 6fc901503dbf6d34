import type { ConditionKind } from "../condition-kind.ts";
import { parseNumber } from "../parse-number.ts";
import { readPercentages } from "../read-bounds.ts";

export const memoryUsage: ConditionKind<"memory_usage"> = {
  read(at, written) {
    const test = readPercentages(at, written);
    return test && { query: { kind: "memory_usage" }, test };
  },
  compact: { example: "memory_usage:85", read: (rest) => parseNumber(rest, 100) },
};
