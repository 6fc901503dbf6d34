import { constants } from "node:os";
import type { FactValue } from "../../model/condition.ts";
import type { Reader } from "../reader.ts";
import type { Ended } from "../run-quietly.ts";
import { runQuietly } from "../run-quietly.ts";

/** Exit code 0 is true, any other false. A command that could not say, not being found or being killed, is unknown. */
export const readCommand: Reader<"command"> = async ({ command }, { signal }) => {
  if (typeof command === "string") return judgeShell(await runQuietly(["/bin/sh", "-c", command], signal));
  try {
    return judge(await runQuietly(command, signal));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "unknown", why: "command not found" };
    throw error;
  }
};

function judge(ended: Ended): FactValue {
  if ("signal" in ended) return { kind: "unknown", why: `ended by ${ended.signal}` };
  return { kind: "boolean", value: ended.code === 0 };
}

/**
 * The shell tells the same by exit codes (POSIX, XCU 2.8.2): 127 not found, 126 not executable, more than 128 killed; dash
 * and bash add the signal's number. Other codes above that are the command's own: ssh's 255, for one.
 */
function judgeShell(ended: Ended): FactValue {
  if (!("code" in ended)) return judge(ended);
  if (ended.code === 127) return { kind: "unknown", why: "command not found" };
  if (ended.code === 126) return { kind: "unknown", why: "command cannot be executed" };
  const signal = Object.entries(constants.signals).find(([, number]) => number === ended.code - 128)?.[0];
  return signal ? { kind: "unknown", why: `ended by ${signal}` } : judge(ended);
}
