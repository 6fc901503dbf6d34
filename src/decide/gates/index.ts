import type { NamedVerdict } from "../../model/decision.ts";
import { concurrencyGate } from "./concurrency.ts";
import { deadlineGate } from "./deadline.ts";
import { enabledGate } from "./enabled.ts";
import type { Asked, Gate } from "./gate.ts";
import { hostsGate } from "./hosts.ts";
import { locksGate } from "./locks.ts";
import { needsGate } from "./needs.ts";
import { overlapGate } from "./overlap.ts";

/** In the order in which they are asked: the first that does not pass is the reason given. A new gate is a line here. */
const gates: readonly (readonly [name: string, gate: Gate])[] = [
  ["enabled", enabledGate],
  ["hosts", hostsGate],
  ["deadline", deadlineGate],
  ["overlap", overlapGate],
  ["needs", needsGate],
  ["locks", locksGate],
  ["concurrency", concurrencyGate],
];

/** Asks gate after gate up to and including the first that does not pass. */
export function askGates(asked: Asked): readonly NamedVerdict[] {
  const verdicts: NamedVerdict[] = [];
  for (const [gate, ask] of gates) {
    const verdict = ask(asked);
    verdicts.push({ gate, verdict });
    if (verdict.kind !== "pass") break;
  }
  return verdicts;
}

/** Asks all of them, for `explain`: what would stop it next is worth knowing too. */
export function askAllGates(asked: Asked): readonly NamedVerdict[] {
  return gates.map(([gate, ask]) => ({ gate, verdict: ask(asked) }));
}
