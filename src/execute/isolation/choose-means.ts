import type { IoClass, Isolation, Limits } from "../../model/isolation.ts";
import type { Abilities, Means, Tool } from "./abilities.ts";
import type { Account } from "./find-account.ts";

/** How a wish is granted on this host. */
export interface Fence {
  /** Whom the command becomes; undefined: it stays what the runner is. */
  readonly becomes: Account | undefined;
  readonly umask: number | undefined;
  readonly noNewPrivileges: boolean;
  /** Undefined: everything its user may write. */
  readonly files:
    { readonly by: Means; readonly readOnly: readonly string[]; readonly writable: readonly string[] } | undefined;
  /** Undefined: the host's network. */
  readonly network: Means | undefined;
  /** Who is not root makes namespaces only within one of users (user_namespaces(7)). */
  readonly ownUsers: boolean;
  /** Privileges that nothing of the run may have, become root as it may: by these root gets out of what it is in. */
  readonly forbidden: readonly string[];
  /** Files of the run's control group and what is written to them; undefined: it needs none from the start. */
  readonly group: readonly (readonly [file: string, value: string])[] | undefined;
  /** Options of prlimit(1). */
  readonly rlimits: readonly string[];
  readonly nice: number | undefined;
  /** Options of ionice(1). */
  readonly ionice: readonly string[];
  /** Bytes that the runner watches over, where no control group does. */
  readonly watchedMemory: number | undefined;
}

/** What the host lacks: a clause, and what to do. `key` of the task file asks for it. */
export interface Lack {
  readonly key: string;
  readonly problem: string;
  readonly hint: string;
}

export type Choice =
  { readonly kind: "fence"; readonly fence: Fence } | { readonly kind: "lacks"; readonly lacks: readonly Lack[] };

/** The means for what a task asks for, or all that is lacking. Pure: what the host can do is an argument. */
export function chooseMeans(isolation: Isolation, account: Account | undefined, abilities: Abilities): Choice {
  const lacks: Lack[] = [];
  const lack = (key: string, problem: string, hint: string): undefined => void lacks.push({ key, problem, hint });
  const need = (key: string, tool: Tool): void => {
    if (!abilities.tools.has(tool)) lack(key, `${tool} is not installed`, `Install ${packageOf(tool)}.`);
  };
  const isRoot = abilities.uid === 0;
  const { limits } = isolation;

  const stays = !account || (account.uid === abilities.uid && account.gid === abilities.gid);
  const becomes = stays ? undefined : account;
  if (becomes && !isRoot) lack("user", "the runner is not root", `Run the runner as root, or as ${becomes.name}.`);
  if (becomes || isolation.noNewPrivileges) need(becomes ? "user" : "no_new_privileges", "setpriv");

  const bound = isolation.readOnly.length > 0;
  if (bound && !abilities.mounts)
    lack(
      "read_only",
      isRoot ? "it allows no mount namespace" : "it has no working bubblewrap, and the runner is not root",
      isRoot ? "Look at what the container or the unit forbids." : "Install bubblewrap, or run the runner as root.",
    );
  if (!isolation.network && !abilities.networks)
    lack("network", "it allows no network namespace", "Look at what the container, the unit or the kernel forbids.");
  const files =
    bound && abilities.mounts
      ? { by: abilities.mounts, readOnly: isolation.readOnly, writable: isolation.writable }
      : undefined;

  const runsAsRoot = (becomes?.uid ?? abilities.uid) === 0;
  // Bubblewrap does both at once.
  const network = isolation.network ? undefined : files?.by === "bwrap" ? "bwrap" : abilities.networks;
  const rlimits = rlimitsFor(limits, abilities, { runsAsRoot, lack, need });
  const inNamespace = isRoot && (files?.by === "unshare" || network === "unshare");
  if (inNamespace) need(files ? "read_only" : "network", "setpriv");
  if (runsAsRoot && rlimits.length > 0) need("limits", "setpriv");
  const fence: Fence = {
    becomes,
    umask: isolation.umask,
    noNewPrivileges: isolation.noNewPrivileges,
    files,
    network,
    ownUsers: !isRoot,
    forbidden: [...(inNamespace ? waysOut : []), ...(runsAsRoot && rlimits.length > 0 ? ["sys_resource"] : [])],
    group: groupFor(limits, abilities.controllers),
    rlimits,
    nice: limits.nice,
    ionice: limits.io === undefined ? [] : ioOptions[limits.io],
    watchedMemory: abilities.controllers.has("memory") ? undefined : limits.memoryBytes,
  };
  if (limits.nice !== undefined) need("limits.nice", "nice");
  if (limits.nice !== undefined && limits.nice < abilities.nice && !isRoot)
    lack("limits.nice", `only root may go before ${abilities.nice}`, `Write ${abilities.nice} or more.`);
  if (limits.io !== undefined) need("limits.io", "ionice");
  if (limits.cpuPercent !== undefined && !abilities.controllers.has("cpu"))
    lack("limits.cpu", "it has no control group with a cpu controller for the runner", `${delegate}, or use nice.`);
  return lacks.length > 0 ? { kind: "lacks", lacks } : { kind: "fence", fence };
}

/** Root undoes mounts, looks through other processes' eyes, puts code into the kernel or goes past it to the devices. */
const waysOut = ["sys_admin", "sys_ptrace", "sys_module", "sys_rawio"];

const delegate = "Give the runner's unit Delegate=yes and DelegateSubgroup=runner (see docs/isolation.md)";

/** The controllers that are there; and a group without any, where limits are asked for: nothing gets out of it. */
function groupFor(limits: Limits, controllers: ReadonlySet<string>): Fence["group"] {
  const { memoryBytes, cpuPercent, processes, io } = limits;
  if (memoryBytes === undefined && cpuPercent === undefined && processes === undefined) return undefined;
  const files: [string, string][] = [];
  if (memoryBytes !== undefined && controllers.has("memory"))
    // All of the run, not whichever process the kernel picks: half a pipeline is no result.
    files.push(["memory.max", String(memoryBytes)], ["memory.swap.max", "0"], ["memory.oom.group", "1"]);
  if (cpuPercent !== undefined && controllers.has("cpu")) files.push(["cpu.max", `${cpuPercent * 1000} 100000`]);
  if (processes !== undefined && controllers.has("pids")) files.push(["pids.max", String(processes)]);
  if (io !== undefined && controllers.has("io")) files.push(["io.weight", ioWeights[io]]);
  return files;
}

/** So much may each process go beyond the limit before the kernel refuses: the watch, ten times a second, comes first. */
const watchersRoom = 256 * 1024 ** 2;

function rlimitsFor(
  { memoryBytes, processes, openFiles, fileSizeBytes }: Limits,
  { controllers }: Abilities,
  of: {
    runsAsRoot: boolean;
    lack: (key: string, problem: string, hint: string) => void;
    need: (key: string, tool: Tool) => void;
  },
): readonly string[] {
  const options: string[] = [];
  const set = (key: string, option: string): void => {
    of.need(key, "prlimit");
    options.push(option);
  };
  if (openFiles !== undefined) set("limits.open_files", `--nofile=${openFiles}`);
  if (fileSizeBytes !== undefined) set("limits.file_size", `--fsize=${fileSizeBytes}`);
  // RLIMIT_DATA counts what is private and writable, and not what a program merely reserves, as RLIMIT_AS would.
  if (memoryBytes !== undefined && !controllers.has("memory"))
    set("limits.memory", `--data=${memoryBytes + watchersRoom}`);
  if (processes !== undefined && !controllers.has("pids")) {
    if (of.runsAsRoot)
      of.lack(
        "limits.processes",
        "it has no control group with a pids controller for the runner, and the kernel counts no processes of root's",
        `${delegate}, or give the task a user.`,
      );
    else set("limits.processes", `--nproc=${processes}`);
  }
  return options;
}

const ioOptions: Readonly<Record<IoClass, readonly string[]>> = {
  idle: ["-c", "3"],
  low: ["-c", "2", "-n", "7"],
  normal: ["-c", "2", "-n", "4"],
  high: ["-c", "2", "-n", "0"],
};

const ioWeights: Readonly<Record<IoClass, string>> = { idle: "1", low: "25", normal: "100", high: "500" };

function packageOf(tool: Tool): string {
  if (tool === "bwrap") return "bubblewrap";
  return tool === "nice" ? "coreutils" : tool === "ip" ? "iproute2" : "util-linux";
}
