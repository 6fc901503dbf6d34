import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { NewFile } from "./new-file.ts";

/** Writes those that are not there yet. What is there stays as it is, whatever it holds. Throws what the disk says. */
export function writeFiles(dir: string, files: readonly NewFile[]): { written: string[]; kept: string[] } {
  const written: string[] = [];
  const kept: string[] = [];
  for (const { path, text, executable } of files) {
    const absolute = join(dir, path);
    mkdirSync(dirname(absolute), { recursive: true });
    try {
      writeFileSync(absolute, text, { flag: "wx", mode: executable ? 0o777 : 0o666 });
      written.push(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      kept.push(path);
    }
  }
  return { written, kept };
}
