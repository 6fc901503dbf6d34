import type { Reader } from "../reader.ts";

export const readProcessFact: Reader<"process"> = async ({ name }, { findProcess }) => ({
  kind: "boolean",
  value: await findProcess(name),
});
