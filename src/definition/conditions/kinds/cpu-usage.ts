import type { ConditionKind } from "../condition-kind.ts";
import { parseNumber } from "../parse-number.ts";
import { readPercentages } from "../read-bounds.ts";

export const cpuUsage: ConditionKind<"cpu_usage"> = {
  read(at, written) {
    const test = readPercentages(at, written);
    return test && { query: { kind: "cpu_usage" }, test };
  },
  compact: { example: "cpu_usage:90", read: (rest) => parseNumber(rest, 100) },
};
