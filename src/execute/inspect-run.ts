import type { RunId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { findClaim } from "./launch/claim.ts";
import { findRunFolder } from "./launch/run-folder.ts";
import { isAlive } from "./processes/read-process.ts";

/** What of a log is kept at each end, unless the executor was told otherwise. */
export const keptLogBytes = 1024 ** 2;

/** The leader of a launch, while it lives. For verbs that only look: nothing is claimed, nothing is made. */
export function findLeader(stateDir: string, run: RunId, launch: number): { pid: number; since: Instant } | undefined {
  const claim = findClaim(findRunFolder(stateDir, run, launch).claim);
  return claim?.kind === "shim" && isAlive(claim.shim) ? { pid: claim.shim.pid, since: claim.at } : undefined;
}

/** Where the secrets of a run are kept beside its log: for readKeptSecrets. */
export function findKeptSecrets(stateDir: string, run: RunId): string {
  return findRunFolder(stateDir, run, 1).secrets;
}

/** Where that lies, masked, which a run has printed, once its report is where it will stay. */
export function findKeptLog(stateDir: string, run: RunId): string {
  return `${stateDir}/logs/${run}`;
}

/** Where what a run prints lies, for as long as the run's folder is there. */
export function findLog(stateDir: string, run: RunId): string {
  return findRunFolder(stateDir, run, 1).log;
}
