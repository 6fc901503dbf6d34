import { posix } from "node:path";
import { getSystemErrorMessage } from "node:util";

/** Why something could not be done to a path, in the system's own words: of a call of Node's, or of a tool that was to do many. */
export function whyNot(error: unknown, path: string): string {
  const { errno, message, cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  if (errno !== undefined) return getSystemErrorMessage(errno);
  const lines = typeof cause === "string" ? cause.trim().split("\n") : [];
  const said = lines.find((line) => line.includes(`/${posix.basename(path)}`)) ?? message;
  return said.slice(said.lastIndexOf(": ") + 1).trim();
}
