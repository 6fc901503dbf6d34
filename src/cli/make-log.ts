import pino from "pino";
import pretty from "pino-pretty";
import type { HostSettings } from "../model/settings.ts";
import type { Log } from "../reconcile/log.ts";
import type { Io } from "./io.ts";
import { hasErrorColor } from "./io.ts";

/** The runner's own log: a line of JSON each on standard error, text for people where it is a terminal. */
export function makeLog(io: Io, host: Pick<HostSettings, "logLevel" | "logFormat">): Log {
  const forPeople = host.logFormat === "pretty" || (host.logFormat === "auto" && io.errIsTerminal);
  const level = host.logLevel;
  if (!forPeople) {
    return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write: (line) => io.err(line) });
  }
  // Not as a stream: what is said last would still be on its way when the process exits.
  const render = pretty.prettyFactory({
    colorize: hasErrorColor(io),
    ignore: "pid,hostname",
    translateTime: "SYS:HH:MM:ss",
  });
  return pino({ level }, { write: (line) => io.err(render(line)) });
}
