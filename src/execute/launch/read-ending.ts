import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { constants as osConstants } from "node:os";
import type { Instant } from "../../model/instant.ts";
import type { Exit } from "../../model/run.ts";

/** How a launch ended, as its shim wrote it down. */
export interface Ending {
  readonly exit: Exit;
  /** When the record was written. */
  readonly at: Instant;
  readonly userMs: number;
  readonly systemMs: number;
}

/** The record of an exit file; undefined as long as it is not whole. */
export function readEnding(path: string): Ending | undefined {
  let file: number;
  try {
    // Where the task has put a pipe in its place we do not wait for somebody to write into it.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    const ending = parseEnding(readFileSync(file, "latin1"));
    return ending && { ...ending, at: Math.floor(stat.mtimeMs) };
  } finally {
    closeSync(file);
  }
}

/**
 * Text before the record is what sh prints when a signal ends its command (see shim.ts). `times` gives two lines, its
 * own and its children's, each user then system, as `0m1.250s` (POSIX;
 * some shells print the locale's decimal point).
 */
export function parseEnding(text: string): Omit<Ending, "at"> | undefined {
  const record = /^((?:.*\n)*?)(exit|check) (\d+)\n.*\n(\d+)m([\d.,]+)s (\d+)m([\d.,]+)s\nend\n$/.exec(text);
  if (!record) return undefined;
  const code = Number(record[3]);
  return {
    exit: record[2] === "check" ? { kind: "check", code } : exitOf(code, record[1] !== ""),
    userMs: toMs(record[4]!, record[5]!),
    systemMs: toMs(record[6]!, record[7]!),
  };
}

function exitOf(code: number, announced: boolean): Exit {
  const number = code - 128;
  if (!announced || number < 1 || number > 64) return { kind: "exited", code };
  const name = Object.entries(osConstants.signals).find(([, value]) => value === number)?.[0];
  return { kind: "signalled", signal: name ?? `SIGRTMIN+${number - 34}` };
}

function toMs(minutes: string, seconds: string): number {
  return Math.round(Number(minutes) * 60_000 + Number(seconds.replace(",", ".")) * 1000);
}
