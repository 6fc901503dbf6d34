import { openSync } from "node:fs";
import { join } from "node:path";

/** unix(7): sun_path holds 108 bytes, the last one zero. */
const longest = 107;

/**
 * The control socket of a state folder. A path that is too long for a socket is given through a descriptor of the
 * folder, which the kernel resolves under a short name; the descriptor stays open as long as the process.
 */
export function socketPath(stateDir: string): string {
  const path = join(stateDir, "socket");
  if (Buffer.byteLength(path) <= longest) return path;
  return `/proc/self/fd/${openSync(stateDir, "r")}/socket`;
}
