import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import type { WrittenOutput } from "../../model/outputs.ts";
import { mostOutputBytes } from "../../model/outputs.ts";
import { findLentFolder } from "../isolation/lend-folder.ts";
import type { RunFolder } from "./run-folder.ts";

/** Where a run writes its outputs: RUNNER_OUTPUT. */
export function outputPath(tmp: string): string {
  return `${tmp}/runner-output`;
}

/**
 * What a launch that is over has written, kept beside its log before RUNNER_TMP goes: a runner that dies before the end is
 * in the journal finds it there when it is up again. Undefined: nothing, which costs one look.
 */
export function keepOutput(folder: RunFolder): WrittenOutput | undefined {
  const lent = folder.lent !== undefined && existsSync(folder.lent) ? findLentFolder(folder.lent).tmp : undefined;
  const path = outputPath(lent ?? folder.tmp);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return readKept(folder.output);
  if (stat.isFile() && stat.size === 0) return undefined;
  const bytes = readPlain(path);
  if (bytes === undefined) return { kind: "odd" };
  try {
    writeFileSync(folder.output, bytes, { mode: 0o600 });
  } catch {
    // A full disk: it is lost only if the runner dies in this moment, too.
  }
  return toText(bytes);
}

/** Removes the empty file, so that an empty folder goes at once. */
export function dropOutput(folder: RunFolder): void {
  try {
    rmSync(outputPath(folder.tmp), { force: true });
  } catch {
    // A folder in its place goes with the rest.
  }
}

function readKept(path: string): WrittenOutput | undefined {
  const bytes = existsSync(path) ? readPlain(path) : undefined;
  return bytes && toText(bytes);
}

function toText(bytes: Uint8Array): WrittenOutput {
  const isWhole = bytes.length <= mostOutputBytes;
  return { kind: "text", text: new TextDecoder().decode(bytes.subarray(0, mostOutputBytes)), isWhole };
}

/**
 * One byte more than counts, at most. Undefined for what the run has put in its place: a pipe would be waited for, and
 * links lead to what is not its to show, hard ones (a file of two names) as well.
 */
function readPlain(path: string): Uint8Array | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.nlink !== 1) return undefined;
    const bytes = new Uint8Array(Math.min(stat.size, mostOutputBytes + 1));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
