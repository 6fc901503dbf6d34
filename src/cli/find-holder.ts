import { isHeld, readHolder, renderHolder } from "../reconcile/hold-lock.ts";
import type { Holder } from "../reconcile/hold-lock.ts";

/** Who runs this repository at this moment: the daemon, or a verb that does so for its own time; undefined: nobody. */
export function findHolder(stateDir: string): { holder: Holder | undefined; text: string } | undefined {
  if (!isHeld(stateDir)) return undefined;
  const holder = readHolder(stateDir);
  return { holder, text: renderHolder(holder) };
}
