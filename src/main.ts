/** argv → exit code. The only file that touches argv, exit, and the standard streams. */
import { runCommandLine } from "./cli/index.ts";
import type { Io } from "./cli/io.ts";
import packageJson from "../package.json" with { type: "json" };

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => stop.abort(signal));

// Whoever reads our output may have seen enough (`runner history | head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const io: Io = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  outIsTerminal: process.stdout.isTTY ?? false,
  errIsTerminal: process.stderr.isTTY ?? false,
  columns: process.stdout.columns,
  env: process.env,
  cwd: process.cwd(),
  now: Date.now,
  stop,
  version: packageJson.version,
};

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), io);
  // Told to stop: do not wait for what the network still owes us.
  if (stop.signal.aborted) process.exit();
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `runner ${packageJson.version}: a bug of ours, please report it with what follows and what you did.\n${text}\n`,
  );
  process.exitCode = 70;
}
