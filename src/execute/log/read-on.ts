import type { Stats } from "node:fs";
import type { FileHandle } from "node:fs/promises";

/** At most so much at a time. */
const portion = 1024 ** 2;

/** The next part of a log, for whoever reads it while it grows. Nothing in `bytes`: the end, for now. */
export interface LogPart {
  /** Bytes that are there no more, between the part before and this one. */
  readonly skipped: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads on from `from`. Never zeros out of a hole: where the middle of the log has been let go (see boundLog) it goes
 * on with the `kept` bytes at the end.
 */
export async function readOn(file: FileHandle, from: number, kept: number): Promise<LogPart> {
  for (;;) {
    const before = await file.stat();
    const start = firstWhole(before, from, kept);
    // A part that begins in the head ends there: only beyond it there may be holes.
    const most = Math.min(portion, start < kept ? kept - start : portion);
    const bytes = new Uint8Array(Math.max(0, Math.min(before.size - start, most)));
    const { bytesRead } = bytes.length === 0 ? { bytesRead: 0 } : await file.read(bytes, 0, bytes.length, start);
    // A hole may have come to be while we read.
    if (firstWhole(await file.stat(), start, kept) === start)
      return { skipped: start - from, bytes: bytes.subarray(0, bytesRead) };
  }
}

/** The first byte from `from` on that is there for sure. */
function firstWhole(stat: Stats, from: number, kept: number): number {
  return hasHole(stat) && from >= kept ? Math.max(from, stat.size - kept) : from;
}

/** Blocks are of 512 bytes, whatever the file system's are (stat(2)). */
function hasHole(stat: Stats): boolean {
  return stat.blocks * 512 < stat.size - 4096;
}
