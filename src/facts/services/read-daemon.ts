import type { FactValue } from "../../model/condition.ts";
import { describeTrouble } from "../describe-trouble.ts";
import type { Reading } from "../reader.ts";
import { findPidFile } from "./find-pid-file.ts";

/** A service where there is no systemd: its pid file names a process that lives, or a process of its name runs. */
export async function readDaemon(name: string, { findProcess }: Pick<Reading, "findProcess">): Promise<FactValue> {
  const daemon = name.replace(/\.service$/, "");
  const pidFile = findPidFile([`/run/${daemon}.pid`, `/var/run/${daemon}.pid`, `/run/${daemon}/${daemon}.pid`]);
  if (pidFile.kind === "alive" || (await findProcess(daemon))) return { kind: "boolean", value: true };
  // Some daemon called otherwise may be behind the file that is not ours to read.
  if (pidFile.kind === "unreadable")
    return { kind: "unknown", why: `${pidFile.path}: ${describeTrouble(pidFile.error)}` };
  return { kind: "boolean", value: false };
}
