import type { ConditionKind } from "../condition-kind.ts";
import { isTrue } from "../condition-kind.ts";

export const port: ConditionKind<"port"> = {
  read(_, written) {
    const of = typeof written === "number" ? { port: written } : written;
    return { query: { kind: "port", host: of.host ?? "localhost", port: of.port }, test: isTrue };
  },
};
