import pino from "pino";
import pretty from "pino-pretty";
import type { HostSettings } from "../model/settings.ts";
import type { Log } from "../reconcile/log.ts";
import type { Io } from "./io.ts";

/** The runner's own log: a line of JSON each on standard error, text for people where it is a terminal. */
export function makeLog(io: Io, host: Pick<HostSettings, "logLevel" | "logFormat">): Log {
  const forPeople = host.logFormat === "pretty" || (host.logFormat === "auto" && io.errIsTerminal);
  const stream = { write: (text: string) => io.err(text) };
  if (!forPeople) return pino({ level: host.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  const text = pretty({
    colorize: io.errIsTerminal && !io.env["NO_COLOR"],
    ignore: "pid,hostname",
    translateTime: "SYS:HH:MM:ss",
    sync: true,
    destination: stream as never,
  });
  return pino({ level: host.logLevel }, text);
}
