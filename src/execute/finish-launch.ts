import { existsSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Instant } from "../model/instant.ts";
import type { Exit, Resources } from "../model/run.ts";
import type { ActiveRun } from "./active-run.ts";
import type { AttemptEnded } from "./index.ts";
import { findLentFolder, takeBack } from "./isolation/lend-folder.ts";
import { readGroup } from "./isolation/make-group.ts";
import { dropOutput, keepOutput } from "./launch/output-file.ts";
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
  const group = active.lineage.cgroup === undefined ? undefined : readGroup(active.lineage.cgroup);
  const peak = group?.peakMemoryBytes ?? active.peakMemoryBytes;
  const measured = group?.peakMemoryBytes === undefined ? "sampled" : "cgroup";
  const size = statSync(folder.log, { throwIfNoEntry: false })?.size;
  const resources: Resources = {
    ...(ending && { userMs: ending.userMs, systemMs: ending.systemMs }),
    ...(peak !== undefined && {
      peakMemoryBytes: peak,
      peakMemoryMeasured: measured as NonNullable<Resources["peakMemoryMeasured"]>,
    }),
    ...(size !== undefined && { outputBytes: Math.max(0, size - active.logged) }),
  };
  const plainExit: Exit = ending?.exit ?? exitWithoutRecord(existsSync(folder.claim) ? active.exitCode : undefined);
  const broke = readBroken(folder.stop) ?? group?.broke;
  const isFine = plainExit.kind === "exited" && plainExit.code === 0;
  const exit: Exit = broke === undefined || isFine ? plainExit : { kind: "limit", limit: broke };
  const written = keepOutput(folder);
  return {
    exit,
    at: Math.max(active.startedAt, ending?.at ?? now),
    startedAt: active.startedAt,
    resources,
    ...(written && { written }),
  };
}

/** Removes what only the processes needed. An empty folder, as most are, goes without a detour through the thread pool. */
export async function clearLaunch(
  of: Pick<Lineage, "folder" | "cgroup">,
  warn: (message: string) => void,
): Promise<void> {
  const { folder, cgroup } = of;
  if (cgroup !== undefined) removeCgroup(cgroup);
  if (folder.lent !== undefined && existsSync(folder.lent)) await takeBack(findLentFolder(folder.lent), warn);
  dropOutput(folder);
  try {
    rmdirSync(folder.tmp);
  } catch {
    await rm(folder.tmp, { recursive: true, force: true, maxRetries: 3 }).catch((error: Error) =>
      warn(`${folder.tmp} could not be removed: ${error.message}. Remove it by hand.`),
    );
  }
}

/** The limit for which the runner itself has ended the launch. */
function readBroken(stop: string): "memory" | undefined {
  try {
    return readFileSync(stop, "utf8") === "memory" ? "memory" : undefined;
  } catch {
    return undefined;
  }
}

function exitWithoutRecord(code: number | undefined): Exit {
  return code === undefined ? { kind: "lost" } : { kind: "exited", code };
}
