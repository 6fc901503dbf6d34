import { spawn } from "node:child_process";

/** What a log may keep, and what has already been let go. All in bytes. */
export interface LogBound {
  readonly path: string;
  /** Written so far. */
  readonly size: number;
  /** Kept at each end. */
  readonly kept: number;
  /** What the middle may hold before it is worth a process to remove it. */
  readonly slack: number;
  /** Everything from `kept` up to here is a hole already. */
  readonly punchedTo: number;
  /** Takes the pid of the helper while it runs: it has the log open for writing, as only members have. */
  readonly spared: Set<number>;
}

export type Bounded =
  | { readonly kind: "fits" }
  | { readonly kind: "punched"; readonly punchedTo: number }
  | { readonly kind: "failed"; readonly problem: string };

/**
 * Gives the middle of a log back to the disk. Its size stays: whoever appends goes on at the end, and the offsets of the
 * tail stay true. Node has no fallocate(2), so fallocate(1) of util-linux does it.
 */
export async function boundLog(bound: LogBound): Promise<Bounded> {
  const from = Math.max(bound.kept, bound.punchedTo);
  const to = bound.size - bound.kept;
  if (to - from <= bound.slack) return { kind: "fits" };
  const problem = await runFallocate(["-p", "-o", String(from), "-l", String(to - from), bound.path], bound.spared);
  return problem === undefined ? { kind: "punched", punchedTo: to } : { kind: "failed", problem };
}

function runFallocate(args: readonly string[], spared: Set<number>): Promise<string | undefined> {
  const child = spawn("fallocate", args, { stdio: ["ignore", "ignore", "pipe"] });
  const { pid } = child;
  if (pid !== undefined) spared.add(pid);
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((resolve) => {
    child.on("error", () => resolve("the program fallocate (of util-linux) is not there"));
    child.on("close", (code) => {
      if (pid !== undefined) spared.delete(pid);
      resolve(code === 0 ? undefined : said.trim() || `fallocate ended with exit code ${code}`);
    });
  });
}
