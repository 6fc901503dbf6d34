import type { NamedVerdict } from "../../model/decision.ts";
import { blackoutGate } from "./blackout.ts";
import { concurrencyGate } from "./concurrency.ts";
import { cooldownGate } from "./cooldown.ts";
import { cpuTimeGate } from "./cpu-time.ts";
import { deadlineGate } from "./deadline.ts";
import { delayGate } from "./delay.ts";
import { enabledGate } from "./enabled.ts";
import type { Asked, Gate } from "./gate.ts";
import { hostsGate } from "./hosts.ts";
import { locksGate } from "./locks.ts";
import { needsGate } from "./needs.ts";
import { whenGate } from "./when.ts";
import { overlapGate } from "./overlap.ts";
import { protectGate } from "./protect.ts";
import { rateGate } from "./rate.ts";
import { requiresGate } from "./requires.ts";
import { windowGate } from "./window.ts";

interface NamedGate {
  readonly name: string;
  readonly ask: Gate;
}

/** In the order in which they are asked: the first that does not pass is the reason given. A new gate is a line here. */
const ownGates: readonly NamedGate[] = [
  { name: "enabled", ask: enabledGate },
  { name: "hosts", ask: hostsGate },
  { name: "delay", ask: delayGate },
  { name: "deadline", ask: deadlineGate },
  { name: "blackout", ask: blackoutGate },
  { name: "window", ask: windowGate },
  { name: "cooldown", ask: cooldownGate },
  { name: "rate", ask: rateGate },
  { name: "cpu-time", ask: cpuTimeGate },
  { name: "requires", ask: requiresGate },
  { name: "overlap", ask: overlapGate },
  { name: "protect", ask: protectGate },
  { name: "needs", ask: needsGate },
  { name: "when", ask: whenGate },
];

/** Those that only hold back for others' sake: whoever waits for them alone stands in line. Asked last. */
const lineGates: readonly NamedGate[] = [
  { name: "locks", ask: locksGate },
  { name: "concurrency", ask: concurrencyGate },
];

const gates: readonly NamedGate[] = [...ownGates, ...lineGates];

/** Asks gate after gate: the first that does not pass, else the last. */
export function askGates(asked: Asked): NamedVerdict {
  return firstToHold(gates, asked);
}

/** Whether it may line up. */
export function askOwnGates(asked: Asked): NamedVerdict {
  return firstToHold(ownGates, asked);
}

/** Of one that its own gates have let pass at this very moment: what holds it back in the line. */
export function askLineGates(asked: Asked): NamedVerdict {
  return firstToHold(lineGates, asked);
}

/** Thousands are asked in one pass: nothing is made for those that let pass. */
function firstToHold(some: readonly NamedGate[], asked: Asked): NamedVerdict {
  const last = some.length - 1;
  for (let index = 0; index < last; index += 1) {
    const { name, ask } = some[index]!;
    const verdict = ask(asked);
    if (verdict.kind !== "pass") return { gate: name, verdict };
  }
  const { name, ask } = some[last]!;
  return { gate: name, verdict: ask(asked) };
}

/** Asks all of them, for `explain`: what would stop it next is worth knowing too. */
export function askAllGates(asked: Asked): readonly NamedVerdict[] {
  return gates.map(({ name, ask }) => ({ gate: name, verdict: ask(asked) }));
}
