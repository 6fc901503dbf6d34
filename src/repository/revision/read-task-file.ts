import { closeSync, constants, openSync, readSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { RevisionFile } from "../../model/files.ts";
import { readLimit } from "./defines-tasks.ts";

/** What is at a path. `read` includes what could not be read: the file then has a problem. */
export type Reading =
  { readonly kind: "read"; readonly file: RevisionFile } | { readonly kind: "folder" } | { readonly kind: "absent" };

/** Reads whatever is at a path, following links as far as the repository goes. Devices and pipes are not opened. */
export function readAnything(root: string, path: string): Reading {
  try {
    const real = realpathSync(join(root, path));
    const realRoot = realpathSync(root);
    if (!real.startsWith(realRoot === sep ? sep : realRoot + sep)) return unreadable(path, "leaves the repository");
    const found = statSync(real);
    if (found.isDirectory()) return { kind: "folder" };
    if (!found.isFile()) return unreadable(path, "is not a regular file");
    return { kind: "read", file: readPlainFile(root, path) };
  } catch (error) {
    const problem = describeProblem(error);
    return problem.kind === "absent" ? problem : unreadable(path, problem.text);
  }
}

function unreadable(path: string, problem: string): Reading {
  return { kind: "read", file: { path, bytes: undefined, problem } };
}

/** Shared by all reads, so that a small file costs three system calls and one copy. */
const buffer = Buffer.allocUnsafe(64 * 1024);

/** Reads a file that is known to be one, up to `readLimit`. Without blocking, should it have become a pipe meanwhile. */
export function readPlainFile(root: string, path: string): RevisionFile {
  let descriptor: number | undefined;
  try {
    // Not path.join: it costs as much as the read.
    descriptor = openSync(`${root}/${path}`, constants.O_RDONLY | constants.O_NONBLOCK);
    const length = readSync(descriptor, buffer, 0, buffer.length, null);
    const first = Buffer.from(buffer.subarray(0, length));
    return { path, bytes: length < buffer.length ? first : readRest(descriptor, first) };
  } catch (error) {
    const problem = describeProblem(error);
    return { path, bytes: undefined, problem: problem.kind === "absent" ? "vanished while it was read" : problem.text };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readRest(descriptor: number, first: Buffer): Buffer {
  const pieces = [first];
  for (let total = first.length; total < readLimit;) {
    const piece = Buffer.allocUnsafe(Math.min(buffer.length, readLimit - total));
    const length = readSync(descriptor, piece, 0, piece.length, null);
    if (length === 0) break;
    pieces.push(piece.subarray(0, length));
    total += length;
  }
  return Buffer.concat(pieces);
}

/** A failed system call in words that follow a path. */
export function describeProblem(error: unknown): { kind: "absent" } | { kind: "other"; text: string } {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
  if (code === "EACCES" || code === "EPERM") return { kind: "other", text: "may not be read by this user" };
  if (code === "ELOOP") return { kind: "other", text: "is a link that leads back to itself" };
  return { kind: "other", text: `could not be read (${code})` };
}
