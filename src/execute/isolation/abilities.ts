import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { getPriority } from "node:os";
import { promisify } from "node:util";

const tools = ["setpriv", "unshare", "mount", "prlimit", "nice", "ionice", "bwrap", "ip"] as const;
export type Tool = (typeof tools)[number];

/** What this host lets the runner do to a run. */
export interface Abilities {
  readonly uid: number;
  readonly gid: number;
  /** Absolute paths: a task's own PATH has no say in what fences it in. */
  readonly tools: ReadonlyMap<Tool, string>;
  /** What makes a file system of which parts are read-only. */
  readonly mounts: Means | undefined;
  readonly networks: Means | undefined;
  /** The runner's own place in the queue: only root may go before it. */
  readonly nice: number;
  /** Of cgroups(7), version 2, that the runner may use for its runs: `memory`, `pids`, `cpu`, `io`. */
  readonly controllers: ReadonlySet<string>;
}

export type Means = "unshare" | "bwrap";

/** Where root's tools are. */
const folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

/** Looks, and really tries what kernels and containers forbid in ways that nothing else tells. */
export async function probeAbilities(controllers: ReadonlySet<string>): Promise<Abilities> {
  const found = new Map(tools.flatMap((tool) => findTool(tool)));
  const uid = process.getuid?.() ?? -1;
  const works = (tool: Tool, ...args: string[]): Promise<boolean> => tryOut(found.get(tool), [...args, "true"]);
  const isRoot = uid === 0;
  const [mounts, network, bwrap] = await Promise.all([
    isRoot && found.has("mount") && works("unshare", "--mount", "--propagation", "private"),
    isRoot ? works("unshare", "--net") : works("unshare", "--user", "--map-current-user", "--net"),
    !isRoot && works("bwrap", "--bind", "/", "/", "--unshare-net"),
  ]);
  return {
    uid,
    gid: process.getgid?.() ?? -1,
    tools: found,
    mounts: mounts ? "unshare" : bwrap ? "bwrap" : undefined,
    // Bubblewrap first: with unshare alone, who is not root has a loopback that is down.
    networks: bwrap ? "bwrap" : network ? "unshare" : undefined,
    nice: getPriority(),
    controllers,
  };
}

function findTool(tool: Tool): [Tool, string][] {
  for (const folder of folders) {
    try {
      accessSync(`${folder}/${tool}`, constants.X_OK);
      return [[tool, `${folder}/${tool}`]];
    } catch {
      continue;
    }
  }
  return [];
}

async function tryOut(path: string | undefined, args: readonly string[]): Promise<boolean> {
  if (path === undefined) return false;
  return promisify(execFile)(path, args, { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}
