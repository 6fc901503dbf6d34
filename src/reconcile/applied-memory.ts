import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sha } from "../model/ids.ts";
import { sha } from "../model/ids.ts";
import type { Log } from "./log.ts";
import { stateHome } from "./state-home.ts";

/**
 * The applied revision of a remote's branch, remembered outside the clone: a clone that was deleted and made anew must
 * not accept an older commit than this host has seen. One small file for each remote and branch.
 */
export interface AppliedMemory {
  recall(): Sha | undefined;
  keep(applied: Sha): void;
}

export function makeAppliedMemory(of: {
  url: string;
  branch: string;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
}): AppliedMemory {
  const name = createHash("sha256").update(`${of.url}\n${of.branch}`).digest("hex").slice(0, 32);
  const folder = join(stateHome(of.env), "applied");
  const path = join(folder, name);
  return {
    recall() {
      try {
        return sha(readFileSync(path, "utf8").split("\n")[0]!);
      } catch {
        return undefined;
      }
    },
    keep(applied) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(`${path}.new`, `${applied}\n${of.url}\n${of.branch}\n`);
        renameSync(`${path}.new`, path);
      } catch (error) {
        // The journal has it. What is lost is the guard of a clone that is yet to be made.
        const hint = `Make ${folder} writable for the runner, or set STATE_DIRECTORY to a folder that is.`;
        of.log.warn({ hint }, `the revision in force is not remembered outside the clone: ${(error as Error).message}`);
      }
    },
  };
}
