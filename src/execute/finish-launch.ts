import { existsSync, rmdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Instant } from "../model/instant.ts";
import type { Exit, Resources } from "../model/run.ts";
import type { ActiveRun } from "./active-run.ts";
import type { AttemptEnded } from "./index.ts";
import { readEnding } from "./launch/read-ending.ts";
import type { Lineage } from "./processes/lineage.ts";
import { removeCgroup } from "./processes/cgroup.ts";

/**
 * What is to be said about a launch whose shim is gone: from its record; from the shim's own exit code where a full disk
 * had no room for one; else it is lost. An end is never before its start, whatever the clock did meanwhile.
 */
export function readEnd(active: ActiveRun, now: Instant): AttemptEnded {
  const { folder } = active.lineage;
  const ending = readEnding(folder.exit);
  const peak = active.peakMemoryBytes;
  const size = statSync(folder.log, { throwIfNoEntry: false })?.size;
  const resources: Resources = {
    ...(ending && { userMs: ending.userMs, systemMs: ending.systemMs }),
    ...(peak !== undefined && { peakMemoryBytes: peak, peakMemoryMeasured: "sampled" as const }),
    ...(size !== undefined && { outputBytes: Math.max(0, size - active.logged) }),
  };
  const exit: Exit = ending?.exit ?? exitWithoutRecord(existsSync(folder.claim) ? active.exitCode : undefined);
  return { exit, at: Math.max(active.startedAt, ending?.at ?? now), startedAt: active.startedAt, resources };
}

/** Removes what only the processes needed. An empty folder, as most are, goes without a detour through the thread pool. */
export async function clearLaunch(
  of: Pick<Lineage, "folder" | "cgroup">,
  warn: (message: string) => void,
): Promise<void> {
  const { folder, cgroup } = of;
  if (cgroup !== undefined) removeCgroup(cgroup);
  try {
    rmdirSync(folder.tmp);
  } catch {
    await rm(folder.tmp, { recursive: true, force: true, maxRetries: 3 }).catch((error: Error) =>
      warn(`${folder.tmp} could not be removed: ${error.message}. Remove it by hand.`),
    );
  }
}

function exitWithoutRecord(code: number | undefined): Exit {
  return code === undefined ? { kind: "lost" } : { kind: "exited", code };
}
