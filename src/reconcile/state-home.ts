import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where programs keep state: systemd.exec(5)'s STATE_DIRECTORY, else the XDG base directory specification's place. */
export function stateHome(env: Readonly<Record<string, string | undefined>>): string {
  const ours = env["STATE_DIRECTORY"]?.split(":")[0];
  if (ours) return ours;
  const xdg = env["XDG_STATE_HOME"];
  // That specification: what is not absolute does not count.
  const base = xdg && isAbsolute(xdg) ? xdg : join(findHome(env["HOME"]), ".local", "state");
  return join(base, "runner");
}

/** A HOME that is empty, relative or not there is nobody's, as under a CI or a unit without a user: then passwd(5)'s. */
function findHome(written: string | undefined): string {
  if (written && isAbsolute(written) && statSync(written, { throwIfNoEntry: false })?.isDirectory()) return written;
  try {
    return userInfo().homedir || "/";
  } catch {
    // A uid without an entry.
    return "/";
  }
}
