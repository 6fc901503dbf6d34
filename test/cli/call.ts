import { runCommandLine } from "../../src/cli/index.ts";
import type { ExitCode } from "../../src/cli/exit-codes.ts";
import type { Io } from "../../src/cli/io.ts";
import type { Instant } from "../../src/model/instant.ts";

/** What a call of the command line came to. */
export interface Called {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface Circumstances {
  readonly cwd: string;
  /** Beside PATH and HOME, which is the folder the call is made in. */
  readonly env?: Readonly<Record<string, string>>;
  /** A person looks, at a terminal of so many columns. */
  readonly columns?: number;
  readonly now?: () => Instant;
  /** Standard input. */
  readonly input?: string;
  /** Somebody sits at a terminal, and answers in this way: the rest is never asked. */
  readonly answers?: (question: string, isSecret: boolean) => string | undefined;
}

/** A call that has not come to its end yet. */
export interface Calling {
  readonly done: Promise<Called>;
  /** Fulfilled as soon as it has said this on standard output or error. Rejects if it ends without. */
  readonly says: (text: string) => Promise<void>;
  /** As Ctrl-C and SIGTERM do. */
  readonly stop: () => void;
}

/** Calls the command line in this process, to its end. */
export function call(words: readonly string[], circumstances: Circumstances): Promise<Called> {
  return begin(words, circumstances).done;
}

/** The same, for calls that something is done beside. */
export function begin(
  words: readonly string[],
  { cwd, env, columns, now, input = "", answers }: Circumstances,
): Calling {
  const stop = new AbortController();
  const said = { out: "", err: "" };
  const listeners = new Set<() => void>();
  const write = (name: "out" | "err") => (text: string) => {
    said[name] += text;
    for (const listener of listeners) listener();
  };
  const io: Io = {
    out: write("out"),
    err: write("err"),
    input: {
      isTerminal: answers !== undefined,
      read: () => Promise.resolve(Buffer.from(input)),
      ask: (question, isSecret) => Promise.resolve(answers?.(question, isSecret)),
    },
    outIsTerminal: columns !== undefined,
    errIsTerminal: columns !== undefined,
    columns,
    env: { PATH: process.env["PATH"], HOME: cwd, ...env },
    cwd,
    now: now ?? Date.now,
    stop,
    version: "0.0.0-test",
  };
  const done = runCommandLine(words, io).then((code) => ({ code, ...said }));
  return {
    done,
    stop: () => stop.abort("SIGINT"),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!said.out.includes(text) && !said.err.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void done.then(
          (called) => reject(new Error(`it ended without saying "${text}": ${JSON.stringify(called)}`)),
          reject,
        );
      }),
  };
}
