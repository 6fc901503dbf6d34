import { homedir } from "node:os";
import { join } from "node:path";

/** Where programs keep state: systemd.exec(5)'s STATE_DIRECTORY, else the XDG base directory specification's place. */
export function stateHome(env: Readonly<Record<string, string | undefined>>): string {
  const ours = env["STATE_DIRECTORY"]?.split(":")[0];
  if (ours) return ours;
  return join(env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"), "runner");
}
