import { readFile } from "node:fs/promises";
import type { FactValue } from "../../model/condition.ts";
import type { Reader } from "../reader.ts";

export const readMemoryUsage: Reader<"memory_usage"> = async () =>
  parseMemoryUsage(await readFile("/proc/meminfo", "latin1"));

/** What programs could get is not used, whatever the page cache holds at the moment (proc_meminfo(5), MemAvailable). */
export function parseMemoryUsage(text: string): FactValue {
  const read = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB$`, "m").exec(text)?.[1]);
  const value = (1 - read("MemAvailable") / read("MemTotal")) * 100;
  if (Number.isNaN(value)) return { kind: "unknown", why: "/proc/meminfo does not say what is available" };
  return { kind: "number", value };
}
