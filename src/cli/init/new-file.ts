/** A file that `runner init` is to write. */
export interface NewFile {
  /** In the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}
