import { posix } from "node:path";
import { badLimit, needlessWritable } from "../../diagnostics/isolation-codes.ts";
import { badDuration, badSize } from "../../diagnostics/shape-codes.ts";
import { parseDuration } from "../../model/duration.ts";
import type { CpuQuota, Isolation, Limits, RunUser } from "../../model/isolation.ts";
import { noIsolation, noLimits } from "../../model/isolation.ts";
import { parseSize } from "../../model/size.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Given } from "./given.ts";
import { stretches } from "./read-rate.ts";

/** Less, and not even a shell comes up. */
const leastMemory = 4 * 1024 ** 2;
/** What a limit of the kernel can hold, and a number of ours exactly: 2^53. */
const most = Number.MAX_SAFE_INTEGER;

const asks = ["user", "umask", "network", "read_only", "writable", "no_new_privileges", "limits"] as const;
const plain = JSON.stringify(noIsolation);

export function readIsolation(given: Given, keys: TaskFile): Isolation {
  if (!asks.some((key) => keys[key] !== undefined)) return noIsolation;
  const { user, umask, network, read_only, writable, no_new_privileges, limits } = keys;
  const isolation: Isolation = {
    user: user === undefined ? undefined : readUser(user),
    umask: umask === undefined ? undefined : Number.parseInt(umask, 8),
    network: network ?? true,
    readOnly: readPaths(read_only),
    writable: readPaths(writable),
    noNewPrivileges: no_new_privileges ?? false,
    limits: limits === undefined ? noLimits : readLimits(given, limits),
  };
  (writable ?? []).forEach((path, i) => {
    if (isCovered(tidy(path), isolation.readOnly)) return;
    given.report(needlessWritable(given.merged.locate(["writable", i], "value"), path));
  });
  // One value for all that ask for nothing, however they say so: it is what makes them cheap, and alike.
  return JSON.stringify(isolation) === plain ? noIsolation : isolation;
}

function readUser(text: string): RunUser {
  const [name = "", group] = text.split(":");
  return { name, group };
}

function readPaths(paths: readonly string[] | undefined): readonly string[] {
  return [...new Set((paths ?? []).map(tidy))].sort();
}

function tidy(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, "") : normal;
}

function isCovered(path: string, covering: readonly string[]): boolean {
  return covering.some((above) => above === "/" || path === above || path.startsWith(`${above}/`));
}

function readLimits(given: Given, limits: NonNullable<TaskFile["limits"]>): Limits {
  return {
    memoryBytes: readSize(given, "memory", limits.memory, leastMemory),
    cpuPercent: readCpu(limits.cpu),
    processes: limits.processes,
    openFiles: limits.open_files,
    nice: limits.nice,
    io: limits.io,
    fileSizeBytes: readSize(given, "file_size", limits.file_size, 1),
    maxCpuTime: limits.max_cpu_time === undefined ? undefined : readQuota(given, limits.max_cpu_time),
  };
}

function readSize(given: Given, name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const span = given.merged.locate(["limits", name], "value");
  const key = `limits.${name}`;
  const bytes = parseSize(text);
  if (bytes === undefined)
    given.report(badSize(span, { key, wanted: "a smaller size", got: `"${text}"`, hint: "8 petabytes are enough." }));
  else if (bytes < least)
    given.report(
      badLimit(span, key, least === leastMemory ? "must be at least 4M: a shell needs as much" : "must not be nothing"),
    );
  else return Math.min(bytes, most);
  return undefined;
}

/** `50%` of one processor, or a number of processors. */
function readCpu(cpu: string | number | undefined): number | undefined {
  if (cpu === undefined) return undefined;
  return typeof cpu === "number" ? Math.max(1, Math.round(cpu * 100)) : Number(cpu.slice(0, -1));
}

/** As `rate` is read: the schema has seen to the form. */
function readQuota({ merged, report }: Given, text: string): CpuQuota | undefined {
  const [used = "", per = ""] = text.split("/");
  const [ms, perMs] = [parseDuration(used), parseDuration(stretches[per] ?? per)];
  if (ms !== undefined && perMs !== undefined && ms > 0 && perMs > 0) return { ms, perMs, text };
  const of = { key: "limits.max_cpu_time", wanted: "a CPU time and a stretch of time", got: `"${text}"` };
  report(badDuration(merged.locate(["limits", "max_cpu_time"], "value"), { ...of, hint: 'For example "2h/d".' }));
  return undefined;
}
