import type { Instant } from "../../model/instant.ts";

/** Somebody who is logged in. */
export interface Login {
  readonly user: string;
  /** The terminal, without /dev/; with some programs a name that is none. */
  readonly line: string;
  readonly pid: number;
  readonly at: Instant;
  /** Tells this login from every other, also from a later one of the same user on the same line. */
  readonly id: string;
}

/**
 * How wide the C library has made the session and the time of a record (utmp(5)): four bytes where a 32-bit library for the
 * same processor writes the same file (x86-64, riscv64), eight where there never was one (arm64).
 */
export type UtmpWords = "narrow" | "wide";

export function utmpWordsOf(arch: string): UtmpWords {
  return arch === "arm64" ? "wide" : "narrow";
}

export function utmpRecordBytes(words: UtmpWords): number {
  return words === "narrow" ? 384 : 400;
}

/** ut_type of a record that is a login; those of the others are no business of ours. */
const userProcess = 7;

/** The logins that a utmp file tells of. A last record that is not all there yet is left out. */
export function parseUtmp(bytes: Uint8Array, words: UtmpWords): readonly Login[] {
  const size = utmpRecordBytes(words);
  const logins: Login[] = [];
  for (let start = 0; start + size <= bytes.length; start += size) {
    const login = parseRecord(bytes.subarray(start, start + size), words);
    if (login) logins.push(login);
  }
  return logins;
}

/**
 *     0 ut_type    4 ut_pid    8 ut_line[32]    40 ut_id[4]    44 ut_user[32]    76 ut_host[256]    332 ut_exit
 *     narrow: 336 ut_session    340 tv_sec    344 tv_usec        wide: 336 ut_session    344 tv_sec    352 tv_usec
 */
function parseRecord(bytes: Uint8Array, words: UtmpWords): Login | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt16(0, true) !== userProcess) return undefined;
  const pid = view.getInt32(4, true);
  const line = parseText(bytes.subarray(8, 40));
  const user = parseText(bytes.subarray(44, 76));
  if (user === "") return undefined;
  // Narrow seconds are signed on disk, and lastlog(8) and who(1) take them to be unsigned once 2038 has come.
  const seconds = words === "narrow" ? view.getUint32(340, true) : Number(view.getBigInt64(344, true));
  const micros = words === "narrow" ? view.getInt32(344, true) : Number(view.getBigInt64(352, true));
  const at = seconds * 1000 + Math.floor(micros / 1000);
  return { user, line, pid, at, id: `${user} ${line} ${pid} ${seconds}.${String(micros).padStart(6, "0")}` };
}

/** Ends with a zero, or with the field. */
function parseText(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
