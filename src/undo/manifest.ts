import type { Places } from "./hold-folder.ts";

/** What a rollback point knows of one file, folder or other thing on disk. */
export interface Entry {
  /** Absolute; see disk-names.ts. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "fifo" | "socket" | "device";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since 1970, as text: a number cannot hold them. */
  readonly mtimeNs: string;
  /** Of a file, in bytes; else 0. */
  readonly size: number;
  /** On disk, where it has holes. */
  readonly held?: number;
  /** Of a link: what it says. Of a device: its number. */
  readonly target?: string;
  readonly sha256?: string;
  /** A hash of its extended attributes and access control lists, where it has any. */
  readonly attributes?: string;
  /** The first path of the same file, where it has several among those that are protected. */
  readonly same?: string;
}

/** What copies of them take. Holes take nothing, further names of a file neither. */
export function countBytes(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size, held = size, same }) => sum + (same === undefined ? held : 0), 0);
}

/** All but folders. */
export function countFiles(entries: readonly Entry[]): number {
  return entries.filter(({ kind }) => kind !== "folder").length;
}

/** A git work tree at, in or around what is protected. */
export interface WorkTree {
  readonly path: string;
  /** The commit; undefined: there is none yet, or git does not know the work tree. */
  readonly head?: string;
  /** Undefined: `HEAD` is on none. */
  readonly branch?: string;
  /** Whether all was committed. */
  readonly isClean?: boolean;
  /** Where its repository is, if that is not protected: putting back files does not put back that. */
  readonly outside?: string;
}

/** The state of the protected paths at one moment. What is not in it was not there. */
export interface Manifest {
  readonly version: 1;
  readonly run: string;
  readonly task: string;
  readonly at: string;
  /** As the task has them: a restore looks at them again, and removes what has come since. */
  readonly protect: readonly string[];
  /** Where the folders really were in which these lie. Absent: an older runner made the point. */
  readonly places?: Places;
  /** Parents before their children. */
  readonly entries: readonly Entry[];
  /** Absent in points of earlier runners, and where there is none. */
  readonly workTrees?: readonly WorkTree[];
}
