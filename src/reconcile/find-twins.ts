import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "../model/instant.ts";
import type { Holder } from "./hold-lock.ts";
import { isHeld } from "./hold-lock.ts";
import { stateHome } from "./state-home.ts";

/** A runner's clone, as it stands in the list of those on this machine. */
export interface Clone extends Holder {
  readonly stateDir: string;
  /** The host name it runs under. */
  readonly host: string;
}

/** Passes of a clone that is in use are not further apart; a daemon that is up is seen by its lock. */
const longestPauseMs = 2 * 86_400_000;

/**
 * Other clones of this user's on this machine that are in use for the same branch under the same host name: they want
 * the same runs. Enters this one for the others to find. One small file each, beside the applied memory's.
 */
export function findTwins(of: {
  url: string;
  branch: string;
  env: Readonly<Record<string, string | undefined>>;
  me: Clone;
}): readonly Clone[] {
  const { me } = of;
  const folder = join(stateHome(of.env), "clones", digest(`${of.url}\n${of.branch}`));
  try {
    const stateDir = realpathSync(me.stateDir);
    const own = digest(stateDir);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, own), JSON.stringify({ ...me, stateDir }));
    const others = readdirSync(folder).filter((name) => name !== own);
    return others.flatMap((name) => readClone(join(folder, name)) ?? []).filter((other) => isTwin(other, me));
  } catch {
    // Where nothing can be written the applied memory says so. Nobody is kept from running by not being warned.
    return [];
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** undefined: it was removed, and is forgotten; or somebody is writing it at this moment. */
function readClone(path: string): Clone | undefined {
  try {
    const clone = JSON.parse(readFileSync(path, "utf8")) as Clone;
    if (existsSync(clone.stateDir)) return clone;
    rmSync(path, { force: true });
  } catch {
    // It will be whole the next time.
  }
  return undefined;
}

function isTwin(other: Clone, me: Clone): boolean {
  return other.host === me.host && (isHeld(other.stateDir) || isBetweenPasses(other, me.since));
}

function isBetweenPasses({ verb, since }: Clone, now: Instant): boolean {
  return verb !== "start" && now - since < longestPauseMs;
}
