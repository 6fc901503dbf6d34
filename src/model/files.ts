/**
 * One file of a revision, as the definition stage takes it. `bytes` undefined: it could not be read (a broken link, a
 * file that vanished meanwhile), and `problem` says why.
 */
export interface RevisionFile {
  /** Path in the repository, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array | undefined;
  readonly problem?: string;
  /** Under which name git keeps the contents; absent where they come from elsewhere, or by way of a link. */
  readonly object?: string;
}

/** A path of the revision without its contents, enough to tell whether a script is there and may be run. */
export interface RevisionEntry {
  readonly path: string;
  readonly kind: "file" | "executable" | "symlink" | "submodule";
  /** Where a symlink points, as written. */
  readonly target?: string;
}

/** A revision as read: the files that define tasks, and the names of all others. */
export interface RevisionFiles {
  /** runner.toml, the task files under tasks.d/ and what is under calendars/ and actions/ that defines something, in order of path. */
  readonly files: readonly RevisionFile[];
  /** Paths under tasks.d/ that are no task files by their names, and not ignored either. */
  readonly others: readonly string[];
  /** Asked only for the few paths that tasks name. `..` never gets here. */
  readonly find: (path: string) => RevisionEntry | undefined;
}
