/** What a run is kept from, and as whom it runs. */
export interface Isolation {
  /** Undefined: whoever the runner is. */
  readonly user: RunUser | undefined;
  /** Undefined: the runner's own. */
  readonly umask: number | undefined;
  readonly network: boolean;
  /** Absolute paths, with all below them; the deepest path that holds a file decides. */
  readonly readOnly: readonly string[];
  readonly writable: readonly string[];
  readonly noNewPrivileges: boolean;
  readonly limits: Limits;
}

/** A name, or a number as text; of the group, where it is not the user's own. */
export interface RunUser {
  readonly name: string;
  readonly group: string | undefined;
}

/** Undefined: none. */
export interface Limits {
  readonly memoryBytes: number | undefined;
  /** Per cent of one processor: 150 is one and a half. */
  readonly cpuPercent: number | undefined;
  readonly processes: number | undefined;
  readonly openFiles: number | undefined;
  /** -20 (first) to 19 (last). */
  readonly nice: number | undefined;
  readonly io: IoClass | undefined;
  readonly fileSizeBytes: number | undefined;
  readonly maxCpuTime: CpuQuota | undefined;
}

export type IoClass = "idle" | "low" | "normal" | "high";

/** At most `ms` of CPU time in any stretch of `perMs`. */
export interface CpuQuota {
  readonly ms: number;
  readonly perMs: number;
  readonly text: string;
}

export const noLimits: Limits = {
  memoryBytes: undefined,
  cpuPercent: undefined,
  processes: undefined,
  openFiles: undefined,
  nice: undefined,
  io: undefined,
  fileSizeBytes: undefined,
  maxCpuTime: undefined,
};

export const noIsolation: Isolation = {
  user: undefined,
  umask: undefined,
  network: true,
  readOnly: [],
  writable: [],
  noNewPrivileges: false,
  limits: noLimits,
};
