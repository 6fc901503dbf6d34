import type { ToolAnswer } from "../run-tool.ts";
import type { Verdict } from "./checker.ts";

/** The verdicts that a program of ours has printed as JSON; null and no answer at all: it could not be found out. */
export function readVerdicts(answer: ToolAnswer | undefined, count: number): readonly Verdict[] {
  let told: unknown;
  try {
    told = JSON.parse(answer?.stdout ?? "");
  } catch {
    told = undefined;
  }
  const verdicts = Array.isArray(told) ? (told as (Verdict | null)[]) : [];
  return Array.from({ length: count }, (_, i) => verdicts[i] ?? undefined);
}
