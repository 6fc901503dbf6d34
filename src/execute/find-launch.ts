import { existsSync, readFileSync } from "node:fs";
import type { ActiveRun } from "./active-run.ts";
import type { Found } from "./index.ts";
import { makeActiveRun } from "./active-run.ts";
import { takeClaim } from "./launch/claim.ts";
import { readEnding } from "./launch/read-ending.ts";
import { findCgroup } from "./processes/enter-cgroup.ts";
import { findShim } from "./processes/find-shim.ts";
import type { Lineage } from "./processes/lineage.ts";
import { ageOf, isAlive } from "./processes/read-process.ts";

/** What an earlier runner's launch has come to, judged by its folder and by /proc. */
export type FoundLaunch =
  | { readonly kind: "never-started" }
  | { readonly kind: "running"; readonly active: ActiveRun }
  /** Its shim is gone. `settled`: it left its record, and nothing else that should have gone. */
  | { readonly kind: "gone"; readonly active: ActiveRun; readonly settled: boolean };

/** Takes the claim if nobody has it. Throws, having decided nothing, what the file system says. */
export function findLaunch(of: Omit<Lineage, "shim" | "cgroup">): FoundLaunch {
  const { folder } = of;
  const claim = takeClaim(folder);
  if (claim.kind === "runner") return { kind: "never-started" };
  const known = claim.kind === "shim" ? claim.shim : findShim(folder);
  // A claim without a word, and nobody there: it may have run, and anything on the host may be what is left of it.
  const shim = known ?? { pid: 0, startTicks: 0, bootId: "" };
  const lineage: Lineage = { ...of, shim, cgroup: findCgroup(folder) };
  const logged = claim.kind === "shim" ? claim.logged : 0;
  const active = makeActiveRun({ lineage, startedAt: claim.at, logged, child: undefined });
  active.stopping = existsSync(folder.stop);
  active.watchedMemory = readWatched(folder.memory);
  // Alive first, then the record: the other way round, one that ends in between would be taken for lost.
  const lives = isAlive(shim);
  const isWhole = readEnding(folder.exit) !== undefined;
  if (lives && !isWhole) return { kind: "running", active };
  return { kind: "gone", active, settled: isWhole && !active.stopping };
}

function readWatched(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "latin1")) || undefined;
  } catch {
    return undefined;
  }
}

/** One that is up, as it is told to whoever adopts it. */
export function runningAs({ lineage, startedAt }: ActiveRun): Found {
  return { kind: "running", process: lineage.shim, startedAt, ageMs: ageOf(lineage.shim) };
}
