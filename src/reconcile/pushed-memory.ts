import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import { sha } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";

/** What a host knows of a reports branch beside the branch itself: `runner audit --verify` holds it against that. */
export interface KnownTips {
  /** Where it was last: as it was pushed, or committed where it is not pushed anywhere, or verified. */
  readonly tip: Sha;
  /** Where it was once, and what it does not contain any more. Never forgotten by itself. */
  readonly lost: readonly Sha[];
}

export type TipMemory = "pushed" | "verified";

/** One small file for each branch, in the state folder; two, as the daemon writes the one and `audit` the other. */
export function knownTipsPath(stateDir: string, memory: TipMemory, branch: string): string {
  const name = createHash("sha256").update(branch).digest("hex").slice(0, 32);
  return join(stateDir, "reports", `${name}.${memory}`);
}

/** `<tip> <when> <branch>`, and a line for each that was lost. */
export function readKnownTips(path: string): KnownTips | undefined {
  try {
    const [tip, ...lost] = readFileSync(path, "utf8").trimEnd().split("\n");
    return { tip: sha(tip!.split(" ")[0]!), lost: lost.map((line) => sha(line.split(" ")[0]!)) };
  } catch {
    return undefined;
  }
}

/**
 * Remembers where a branch is; gives the tip before, if that is not in it. That one stays remembered as lost: the next
 * push must not wipe out that somebody has rewritten the branch.
 */
export async function keepTip(of: {
  path: string;
  branch: string;
  tip: Sha;
  at: Instant;
  contains: (older: Sha, newer: Sha) => Promise<Result<boolean, Fault>>;
}): Promise<Sha | undefined> {
  const { path, branch, tip, at } = of;
  const known = readKnownTips(path);
  if (known?.tip === tip) return undefined;
  const contained = known && (await of.contains(known.tip, tip));
  const lostNow = known && contained?.ok && !contained.value ? known.tip : undefined;
  const lost = [...(known?.lost ?? []), ...(lostNow === undefined ? [] : [lostNow])];
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, [`${tip} ${renderInstant(at)} ${branch}`, ...lost, ""].join("\n"));
  renameSync(`${path}.new`, path);
  return lostNow;
}
