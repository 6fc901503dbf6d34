import { escapeTerminal } from "../text/escape-terminal.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { printJson } from "./print-json.ts";
import type { Call } from "./verb.ts";

/** Says that what was asked for is done. `--json`: `{ "ok": true, "message" }`. */
export function printDone({ io, json }: Call, message: string): ExitCode {
  if (json) printJson(io, { ok: true, message });
  else io.out(`${escapeTerminal(message)}\n`);
  return exitCodes.fine;
}
