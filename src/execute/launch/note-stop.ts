import { writeFileSync } from "node:fs";
import type { RunFolder } from "./run-folder.ts";

/** For a runner that finds the run after a crash. `why`: where more than somebody's wish is behind it. */
export function noteStop({ stop }: RunFolder, why: "" | "memory", warn: (message: string) => void): void {
  try {
    writeFileSync(stop, why);
  } catch (error) {
    warn(`A stop could not be noted: ${(error as Error).message}. Should the runner crash now, look for leftovers.`);
  }
}
