/** What an interpreter says of a text that it cannot read. */
export interface Trouble {
  /** From 1; may be beyond the last one. */
  readonly line: number;
  /** A sentence. */
  readonly says: string;
}

/** `fine`; what is wrong; or undefined: it could not be found out. */
export type Verdict = "fine" | Trouble | undefined;

export interface Text {
  readonly bytes: Buffer;
  /** What else there is to say to the interpreter: its options. */
  readonly options: readonly string[];
}

/** Has an interpreter read texts without executing anything of them; one verdict for each, in their order. */
export type Checker = (tool: string, texts: readonly Text[], signal: AbortSignal) => Promise<readonly Verdict[]>;
