import { createHash } from "node:crypto";
import type { RunId } from "../../model/ids.ts";

/** Where one launch of one run keeps its things. */
export interface RunFolder {
  readonly path: string;
  /** Standard output and error of all launches, in order. */
  readonly log: string;
  /** Values of the run's secrets: see secret-store.ts. */
  readonly secrets: string;
  /** Whoever makes this file decides whether the launch happens: the shim, or a recovering runner. */
  readonly claim: string;
  /** What the shim says at the end; there from the start, whole when its last line is. */
  readonly exit: string;
  /** There once the runner has told the launch to stop: what it leaves behind must go too. */
  readonly stop: string;
  /** What the launch wrote to RUNNER_OUTPUT, once it is over: until then that is in RUNNER_TMP. */
  readonly output: string;
  /** Path of the run's control group, once it has one. */
  readonly cgroup: string;
  /** Shell text, as the shell reads it: a new file each time, for an old shell may still be reading. */
  readonly script: string;
  readonly checkScript: string;
  /** Bytes of memory that the runner watches over, if it is to. */
  readonly memory: string;
  /** What a run of another user reaches: see lend-folder.ts. Undefined: none is lent. */
  readonly lent: string | undefined;
  /** RUNNER_TMP. One per launch, so that removing an old one cannot touch the next one's files. */
  readonly tmp: string;
}

export function findRunFolder(stateDir: string, run: RunId, launch: number, lentDir?: string): RunFolder {
  const path = `${stateDir}/runs/${run}`;
  return {
    path,
    log: `${path}/log`,
    secrets: `${path}/secrets`,
    claim: `${path}/${launch}.claim`,
    exit: `${path}/${launch}.exit`,
    stop: `${path}/${launch}.stop`,
    output: `${path}/${launch}.output`,
    cgroup: `${path}/cgroup`,
    memory: `${path}/memory`,
    lent: lentDir === undefined ? undefined : `${lentDir}/runs/${run}.${launch}`,
    script: `${path}/${launch}.script`,
    checkScript: `${path}/${launch}.check`,
    tmp: `${path}/${launch}.tmp`,
  };
}

/**
 * A number that only this run's processes carry, as their soft limit of resident memory (RLIMIT_RSS), in bytes. Linux
 * has ignored that limit since 2.4.30 (getrlimit(2)), every process inherits it whatever it does to its session,
 * environment and files, and /proc/PID/limits shows it. It lies between 2^62 and 2^63, so that programs that do look at
 * it (sort(1) sizes its buffer by it) see something larger than any machine.
 */
export function markOf(folder: RunFolder): bigint {
  const hash = createHash("sha256").update(folder.path).digest().readUIntBE(0, 6);
  return 2n ** 62n + 1024n * BigInt(hash);
}
