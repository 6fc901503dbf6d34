import type { Command } from "commander";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** One verb of the command line: a file of its own, and a line in verbs.ts. */
export interface Verb {
  /** One line for the list of verbs. */
  readonly summary: string;
  /** A call that works as it stands, and what it does: shown below the options. */
  readonly example: string;
  /** Adds arguments and options; every verb has --repo, --json and --help already. */
  readonly declare: (command: Command) => void;
  /** Its output depends on the time, and it does nothing else with it: `--now` gives it another one. */
  readonly readsClock?: true;
  readonly run: (call: Call) => Promise<ExitCode>;
}

export interface Call {
  readonly io: Io;
  readonly args: readonly string[];
  /** By commander's camel-case names. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly json: boolean;
  /** Absolute: `--repo`, else where we are. */
  readonly dir: string;
}

/** An option's text, if it was given. */
export function textOption({ options }: Call, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
