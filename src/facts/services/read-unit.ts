import type { FactValue } from "../../model/condition.ts";
import type { Ended } from "../run-quietly.ts";
import { runQuietly } from "../run-quietly.ts";

/** A systemd unit. As for systemctl, a name without a dot is a service's. */
export async function readUnit(name: string, signal: AbortSignal): Promise<FactValue> {
  const unit = name.includes(".") ? name : `${name}.service`;
  return judgeUnit(await runQuietly(["systemctl", "is-active", "--quiet", "--", unit], signal));
}

/**
 * By the exit status of `systemctl is-active` (systemctl(1)): 0 is active, 3 is not, 4 is no such unit, which is not
 * active either: `not: { service: docker }` is true on a host without docker. Any other: systemd could not be asked.
 */
export function judgeUnit(ended: Ended): FactValue {
  if ("signal" in ended) return { kind: "unknown", why: `systemctl was ended by ${ended.signal}` };
  if (ended.code === 0) return { kind: "boolean", value: true };
  if (ended.code === 3 || ended.code === 4) return { kind: "boolean", value: false };
  return { kind: "unknown", why: `systemctl ended with exit code ${ended.code}` };
}
