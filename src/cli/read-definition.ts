import type { Definition, HostInput } from "../definition/index.ts";
import { define } from "../definition/index.ts";
import type { RevisionFiles } from "../model/files.ts";
// Not by way of its index: that would load git, which a verb that only reads files has no use for.
import { readFolder } from "../repository/revision/read-folder.ts";
import { findRoot } from "./find-root.ts";
import { readHost } from "./read-host.ts";
import type { Call } from "./verb.ts";

/** A task repository's work tree as it is now, committed or not. */
export interface WorkTree {
  /** Absolute. */
  readonly root: string;
  readonly files: RevisionFiles;
  readonly host: HostInput;
  readonly definition: Definition;
}

/** Reads and checks the work tree that a verb was called on. undefined: there is no task repository. Prints nothing. */
export function readDefinition(call: Call): WorkTree | undefined {
  const root = findRoot(call.dir);
  if (root === undefined) return undefined;
  const files = readFolder(root);
  const host = readHost(call.io);
  return { root, files, host, definition: define({ files, now: call.io.now(), host }) };
}
