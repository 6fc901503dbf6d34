import type { NamedVerdict } from "../../model/decision.ts";
import { blackoutGate } from "./blackout.ts";
import { concurrencyGate } from "./concurrency.ts";
import { cooldownGate } from "./cooldown.ts";
import { deadlineGate } from "./deadline.ts";
import { delayGate } from "./delay.ts";
import { enabledGate } from "./enabled.ts";
import type { Asked, Gate } from "./gate.ts";
import { hostsGate } from "./hosts.ts";
import { locksGate } from "./locks.ts";
import { needsGate } from "./needs.ts";
import { whenGate } from "./when.ts";
import { overlapGate } from "./overlap.ts";
import { rateGate } from "./rate.ts";
import { windowGate } from "./window.ts";

type NamedGate = readonly [name: string, gate: Gate];

/** In the order in which they are asked: the first that does not pass is the reason given. A new gate is a line here. */
const ownGates: readonly NamedGate[] = [
  ["enabled", enabledGate],
  ["hosts", hostsGate],
  ["delay", delayGate],
  ["deadline", deadlineGate],
  ["blackout", blackoutGate],
  ["window", windowGate],
  ["cooldown", cooldownGate],
  ["rate", rateGate],
  ["overlap", overlapGate],
  ["needs", needsGate],
  ["when", whenGate],
];

/** Those that only hold back for others' sake: whoever waits for them alone stands in line. Asked last. */
const lineGates: readonly NamedGate[] = [
  ["locks", locksGate],
  ["concurrency", concurrencyGate],
];

const gates: readonly NamedGate[] = [...ownGates, ...lineGates];
const lastGate = gates.at(-1)![0];

/** Asks gate after gate: the first that does not pass, else the last. */
export function askGates(asked: Asked): NamedVerdict {
  return firstToHold(gates, asked);
}

/** Of one that its own gates have let pass at this very moment: what holds it back in the line. */
export function askLineGates(asked: Asked): NamedVerdict {
  return firstToHold(lineGates, asked);
}

/** Thousands are asked in one pass: nothing is made for those that let pass. */
function firstToHold(some: readonly NamedGate[], asked: Asked): NamedVerdict {
  for (const [gate, ask] of some) {
    const verdict = ask(asked);
    if (verdict.kind !== "pass" || gate === lastGate) return { gate, verdict };
  }
  throw new Error("there is no gate");
}

/** Asks all of them, for `explain`: what would stop it next is worth knowing too. */
export function askAllGates(asked: Asked): readonly NamedVerdict[] {
  return gates.map(([gate, ask]) => ({ gate, verdict: ask(asked) }));
}
