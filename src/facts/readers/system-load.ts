import { readFile } from "node:fs/promises";
import type { Reader } from "../reader.ts";
import { readCpuTimes } from "../processor/read-cpu-times.ts";

/**
 * The first number of /proc/loadavg (proc_loadavg(5)) by the cores that are online. Not by os.availableParallelism():
 * that is what the runner may use itself, by its affinity and quota, while the load is the whole host's.
 */
export const readSystemLoad: Reader<"system_load"> = async () => {
  const [text, { cores }] = await Promise.all([readFile("/proc/loadavg", "latin1"), readCpuTimes()]);
  return { kind: "number", value: parseFloat(text) / cores };
};
