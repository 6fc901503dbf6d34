import { chmodSync, mkdirSync, statSync } from "node:fs";

/**
 * The state folder, made if need be, for whoever runs the runner alone: there lie raw logs, and the socket through which it
 * is told what to run. One that is open to others is closed. Throws where it belongs to somebody else.
 */
export function keepPrivate(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(stateDir);
  const me = process.geteuid!();
  if (uid !== me) throw new Error(`it belongs to the user ${uid}, and this runner is the user ${me}`);
  if ((mode & 0o077) !== 0) chmodSync(stateDir, 0o700);
}
