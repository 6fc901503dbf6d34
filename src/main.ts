/** argv → exit code. The only file that touches argv, exit, and the standard streams. */
import { fstatSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { endThoughHanging, runCommandLine } from "./cli/index.ts";
import type { Io } from "./cli/io.ts";
import packageJson from "../package.json" with { type: "json" };

const { version } = packageJson;
let stop: AbortController | undefined;

const io: Io = {
  out: makeWriter(1),
  err: makeWriter(2),
  outIsTerminal: isTerminal(1),
  errIsTerminal: isTerminal(2),
  // What is never asked for need not be set up: a verb that does not wait dies of Ctrl-C as any program does.
  get columns() {
    return process.stdout.columns;
  },
  input: {
    get isTerminal() {
      return isTerminal(0);
    },
    read: async () => Buffer.concat(await process.stdin.toArray()),
    ask: async (question, isSecret) => {
      const { askPerson } = await import("./cli/ask-person.ts");
      return askPerson({ input: process.stdin, output: process.stderr, question, isSecret });
    },
  },
  env: process.env,
  cwd: process.cwd(),
  now: Date.now,
  get stop() {
    return (stop ??= listenForStop());
  },
  version,
};

void main();

async function main(): Promise<void> {
  try {
    process.exitCode = await runCommandLine(process.argv.slice(2), io);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err(`runner ${version}: a bug of ours, please report it with what follows and what you did.\n${text}\n`);
    process.exitCode = 70;
  }
  endThoughHanging(process.exitCode);
  // Told to stop: do not wait for what the network still owes us.
  if (stop?.signal.aborted) process.exit();
}

function listenForStop(): AbortController {
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => controller.abort(signal));
  return controller;
}

/** Asks the quick question first: most output goes to pipes and files, and node:tty takes long to load. */
function isTerminal(fd: 0 | 1 | 2): boolean {
  return fstatSync(fd).isCharacterDevice() && isatty(fd);
}

/**
 * Writes to the file descriptor itself: loading Node's streams takes longer than most verbs do. They are called in
 * where it would block, as on a terminal that another program has switched to non-blocking.
 */
function makeWriter(fd: 1 | 2): (text: string) => void {
  let stream: NodeJS.WriteStream | undefined;
  const onError = (error: NodeJS.ErrnoException): void => {
    // Whoever reads our output may have seen enough (`runner history | head`). Nobody is left to be told of other trouble.
    if (fd !== 1) return;
    const code = error.code === "EPIPE" ? 0 : 3;
    endThoughHanging(code);
    process.exit(code);
  };
  return (text) => {
    if (stream) return void stream.write(text);
    let rest = Buffer.from(text);
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return onError(error as NodeJS.ErrnoException);
      stream = fd === 1 ? process.stdout : process.stderr;
      stream.on("error", onError);
      stream.write(rest);
    }
  };
}
