import { makeFactReader } from "../../facts/index.ts";
import type { FactValue, VersionWish } from "../../model/condition.ts";
import type { HostPatient } from "./check.ts";

export interface WantedTool {
  readonly name: string;
  readonly version?: VersionWish | undefined;
}

/** Each on the PATH that runs get, with its version. */
export async function lookForTools(
  { io, path }: Pick<HostPatient, "io" | "path">,
  tools: readonly WantedTool[],
): Promise<readonly { isOnPath: boolean; isGood: boolean; found: string }[]> {
  const reader = makeFactReader({ now: io.now });
  const names = tools.map(({ name }) => ({ kind: "tool", name, version: undefined, path }) as const);
  const there = await reader.read(names);
  const queries = tools.map(({ name, version = anyVersion }) => ({ kind: "tool", name, version, path }) as const);
  const facts = await reader.read(queries);
  return facts.map(({ value }, i) => ({
    isOnPath: isTrue(there[i]!.value),
    isGood: isTrue(value),
    found: tell(value),
  }));
}

const anyVersion: VersionWish = { operator: ">=", version: "0" };

function isTrue(value: FactValue): boolean {
  return value.kind === "boolean" && value.value;
}

function tell(value: FactValue): string {
  return value.kind === "number" ? String(value.value) : (value.why ?? "there");
}
