import type { UtmpWords } from "../../../src/reconcile/senses/parse-utmp.ts";
import { utmpRecordBytes } from "../../../src/reconcile/senses/parse-utmp.ts";

export interface RecordSketch {
  readonly type?: number;
  readonly pid?: number;
  readonly line?: string;
  readonly user?: string;
  readonly seconds?: number;
  readonly micros?: number;
}

/** One record as the C library writes it. */
export function makeUtmpRecord(sketch: RecordSketch = {}, words: UtmpWords = "narrow"): Buffer {
  const { type = 7, pid = 4711, line = "pts/0", user = "ada", seconds = 1_795_000_000, micros = 250_000 } = sketch;
  const bytes = Buffer.alloc(utmpRecordBytes(words));
  bytes.writeInt16LE(type, 0);
  bytes.writeInt32LE(pid, 4);
  bytes.write(line, 8, 32);
  bytes.write("ts/0", 40, 4);
  bytes.write(user, 44, 32);
  bytes.write("192.0.2.7", 76, 256);
  if (words === "narrow") {
    bytes.writeUInt32LE(seconds, 340);
    bytes.writeInt32LE(micros, 344);
  } else {
    bytes.writeBigInt64LE(BigInt(seconds), 344);
    bytes.writeBigInt64LE(BigInt(micros), 352);
  }
  return bytes;
}
