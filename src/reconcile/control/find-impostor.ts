import type { Stats } from "node:fs";
import { lstatSync } from "node:fs";
import { join } from "node:path";

/**
 * Who else than the runner of this state folder may be listening on its socket: a sentence, or undefined. Node does not
 * tell who is at the other end (SO_PEERCRED of unix(7)), so it goes by who could have put the socket there: nobody but the
 * owner of a folder that others may not write to. Root asks anybody's runner; whoever is not root asks its own, or root's.
 */
export function findImpostor(stateDir: string): string | undefined {
  const folder = look(stateDir);
  const socket = look(join(stateDir, "socket"));
  if (!folder || !socket) return undefined;
  const me = process.geteuid!();
  const trusted = me === 0 ? [0, folder.uid] : [0, me];
  if (!folder.isSymbolicLink() && (folder.mode & 0o022) !== 0) return `others may write to ${stateDir}`;
  if (!trusted.includes(socket.uid)) return `the socket there belongs to the user ${socket.uid}`;
  return undefined;
}

/** What cannot be looked at cannot be connected to either. */
function look(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}
