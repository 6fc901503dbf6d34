import type { ConditionKind } from "../condition-kind.ts";
import { isTrue } from "../condition-kind.ts";

export const service: ConditionKind<"service"> = {
  read: (_, name) => ({ query: { kind: "service", name }, test: isTrue }),
  compact: { example: "service:nginx", read: (rest) => rest || undefined },
};
