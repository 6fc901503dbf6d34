import type { ConditionKind } from "../condition-kind.ts";
import { isTrue } from "../condition-kind.ts";

export const process: ConditionKind<"process"> = {
  read: (_, name) => ({ query: { kind: "process", name }, test: isTrue }),
  compact: { example: "process:nginx", read: (rest) => rest || undefined },
};
