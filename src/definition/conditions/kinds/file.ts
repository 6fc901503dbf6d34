import { checkAbsolute } from "../check-absolute.ts";
import type { ConditionKind } from "../condition-kind.ts";
import { isTrue } from "../condition-kind.ts";

export const file: ConditionKind<"file"> = {
  read: (at, path) => (checkAbsolute(at, path) ? { query: { kind: "file", path }, test: isTrue } : undefined),
  compact: { example: "file:/run/mounted", read: (rest) => rest || undefined },
};
