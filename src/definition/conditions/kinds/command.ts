import { checkArgv } from "../../meaning/check-argv.ts";
import type { ConditionKind } from "../condition-kind.ts";
import { isTrue } from "../condition-kind.ts";

export const command: ConditionKind<"command"> = {
  read(at, written) {
    if (typeof written !== "string" && !checkArgv(at, written)) return undefined;
    return { query: { kind: "command", command: written }, test: isTrue };
  },
};
