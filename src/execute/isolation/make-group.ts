import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Swap may not be counted on this kernel; then there is nothing to forbid. */
const dispensable: ReadonlySet<string> = new Set(["memory.swap.max", "memory.oom.group"]);

/** Makes the control group of a run, with its limits. Throws what the kernel says. */
export function makeGroup(path: string, files: readonly (readonly [file: string, value: string])[]): void {
  mkdirSync(path, { recursive: true });
  for (const [file, value] of files) {
    if (dispensable.has(file) && !existsSync(`${path}/${file}`)) continue;
    writeFileSync(`${path}/${file}`, value);
  }
}

/**
 * Hands the controllers down to the groups of runs below `path`, and says which came. A group that has processes of its
 * own cannot (cgroups(7), "no internal processes"), and what the runner was not given it cannot hand on.
 */
export function enableControllers(path: string): ReadonlySet<string> {
  for (const group of [dirname(path), path]) {
    for (const controller of ["memory", "pids", "cpu", "io"]) {
      try {
        writeFileSync(`${group}/cgroup.subtree_control`, `+${controller}`);
      } catch {
        continue;
      }
    }
  }
  try {
    return new Set(readFileSync(`${path}/cgroup.subtree_control`, "latin1").split(/\s+/).filter(Boolean));
  } catch {
    return new Set();
  }
}

/** What the kernel has counted in a group that the run was in from its start, for its limits; undefined: it is none. */
export function readGroup(
  path: string,
): { readonly peakMemoryBytes: number | undefined; readonly broke: "memory" | "processes" | undefined } | undefined {
  const read = (file: string): string => {
    try {
      return readFileSync(`${path}/${file}`, "latin1");
    } catch {
      return "";
    }
  };
  const limits = ["memory.max", "pids.max", "cpu.max"].map(read);
  const limited = limits.some((text) => text !== "" && !text.startsWith("max"));
  if (!limited) return undefined;
  const peak = Number(read("memory.peak") || Number.NaN);
  const counted = (file: string, name: string): boolean => new RegExp(`^${name} [1-9]`, "m").test(read(file));
  const broke = counted("memory.events", "oom_kill")
    ? "memory"
    : counted("pids.events", "max")
      ? "processes"
      : undefined;
  return { peakMemoryBytes: Number.isFinite(peak) ? peak : undefined, broke };
}
