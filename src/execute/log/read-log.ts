import { constants } from "node:fs";
import type { Stats } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { LogExcerpt } from "../index.ts";

/**
 * The whole log if it fits into `limit` bytes, else as much from each end. Never from the middle of a log with a hole,
 * which would read as zeros: `kept` is what each end has for sure. A log that is not there is an empty one; and so is
 * what the task has put in its place: a pipe would be waited for, and a link leads to what is not the task's to show.
 */
export async function readLog(path: string, limit: number, kept: number): Promise<LogExcerpt> {
  const nothing = new Uint8Array(0);
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (!["ENOENT", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return { head: nothing, tail: nothing, bytes: 0 };
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { head: nothing, tail: nothing, bytes: 0 };
    const bytes = stat.size;
    const atMost = hasHole(stat) ? Math.min(limit, 2 * kept) : limit;
    if (bytes <= atMost) return { head: await readPart(file, 0, bytes), tail: nothing, bytes };
    const half = Math.floor(atMost / 2);
    return { head: await readPart(file, 0, half), tail: await readPart(file, bytes - half, half), bytes };
  } finally {
    await file.close();
  }
}

/** Blocks are of 512 bytes, whatever the file system's are (stat(2)). One that compresses looks so too: no harm. */
function hasHole(stat: Stats): boolean {
  return stat.blocks * 512 < stat.size - 4096;
}

async function readPart(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
