import { createHash } from "node:crypto";

/**
 * Where that lies which runs of other users must reach: nothing of it is kept, so a cache is the place (systemd.exec(5)'s
 * CACHE_DIRECTORY, else that of the file-system hierarchy standard). A folder for each state folder. Only root has such runs.
 */
export function lentHome(env: Readonly<Record<string, string | undefined>>, stateDir: string): string {
  const cache = env["CACHE_DIRECTORY"]?.split(":")[0] || "/var/cache/runner";
  return `${cache}/${createHash("sha256").update(stateDir).digest("hex").slice(0, 12)}`;
}
