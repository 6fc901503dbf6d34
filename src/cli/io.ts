import type { Instant } from "../model/instant.ts";

/** The world as a verb sees it. main.ts makes the real one. */
export interface Io {
  /** Standard output, as given: add the line ends. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** A person looks at standard output: colours, tables cut to the width. */
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number | undefined;
  readonly input: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly now: () => Instant;
  /** Aborted by SIGTERM, SIGINT and SIGHUP: whoever waits on something long ends in good order. */
  readonly stop: AbortController;
  /** package.json's. */
  readonly version: string;
}

/** Standard input. */
export interface Input {
  readonly isTerminal: boolean;
  /** All of it. */
  readonly read: () => Promise<Uint8Array>;
  /** Of a person at a terminal; undefined: they did not want to say. What is secret is not shown while they type. */
  readonly ask: (question: string, isSecret: boolean) => Promise<string | undefined>;
}

/** NO_COLOR: see no-color.org; FORCE_COLOR for those who page. */
export function hasColor(io: Io): boolean {
  if (io.env["NO_COLOR"]) return false;
  return io.outIsTerminal || Boolean(io.env["FORCE_COLOR"]);
}

/** The same for standard error. */
export function hasErrorColor(io: Io): boolean {
  return io.errIsTerminal && !io.env["NO_COLOR"];
}

/**
 * How wide a table may be; undefined: nobody looks, cut nothing. Serial lines and `script` in a job make terminals that
 * say of themselves that they have 0 columns.
 */
export function tableWidth(io: Io): number | undefined {
  return io.outIsTerminal ? io.columns || 80 : undefined;
}
