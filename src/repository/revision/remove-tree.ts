import { chmodSync, lstatSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** Removes a folder with all in it, read-only ones as well. Nothing there is fine. */
export async function removeTree(dir: string): Promise<void> {
  const options = { recursive: true, force: true } as const;
  await rm(dir, options).catch(() => {
    allowWriting(dir);
    return rm(dir, options);
  });
}

/** In a folder that may not be written, nothing can be removed (unlink(2), EACCES). */
function allowWriting(dir: string): void {
  if (!lstatSync(dir).isDirectory()) return;
  chmodSync(dir, 0o700);
  for (const child of readdirSync(dir, { withFileTypes: true })) {
    if (child.isDirectory()) allowWriting(join(dir, child.name));
  }
}
