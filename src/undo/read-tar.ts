import type { Hash } from "node:crypto";
import { createHash, hash } from "node:crypto";

export interface TarMember {
  /** A character for each byte; a folder without the slash. */
  readonly path: string;
  /** Of the header before it that tells more of it. */
  readonly records: ReadonlyMap<string, string>;
}

interface Flow {
  readonly member: TarMember;
  readonly sum: Hash;
  left: number;
  readonly padding: number;
}

const block = 512;

/** Reads the pax interchange format of POSIX.1-2001, as pax(1) describes it, piece by piece. */
export class TarReader {
  readonly #onMember: (member: TarMember, sha256: string) => void;
  /** What has come and is not understood yet: one piece of memory for all of it, for ten thousand files are a thousand chunks. */
  #held = Buffer.allocUnsafe(4 * largestAtOnce);
  #length = 0;
  #records: ReadonlyMap<string, string> = none;
  /** A file too large to wait for all of it. */
  #flow: Flow | undefined;

  constructor(onMember: (member: TarMember, sha256: string) => void) {
    this.#onMember = onMember;
  }

  push(chunk: Buffer): void {
    const length = this.#length + chunk.length;
    if (length > this.#held.length) this.#held = Buffer.concat([this.#held], 2 * length);
    chunk.copy(this.#held, this.#length);
    let at = 0;
    for (let used = this.#take(at, length); used > 0; used = this.#take(at, length)) at += used;
    this.#held.copyWithin(0, at, length);
    this.#length = length - at;
  }

  /** How much of what is held from `at` on was understood; 0: more is needed. */
  #take(at: number, end: number): number {
    const held = this.#held;
    if (this.#flow) return this.#takeFlow(this.#flow, held.subarray(at, end));
    const there = end - at;
    if (there < block) return 0;
    // Two empty blocks are the end; what follows fills the last record.
    if (held[at] === 0) return block;
    const size = Number(this.#records.get("size") ?? readNumber(held, at + 124, at + 136));
    const whole = block + Math.ceil(size / block) * block;
    if (held[at + 156] === extended) {
      if (there < whole) return 0;
      this.#records = readRecords(held.subarray(at + block, at + block + size));
      return whole;
    }
    if (whole <= largestAtOnce && there < whole) return 0;
    const member = { path: this.#readPath(at), records: this.#records };
    this.#records = none;
    if (whole > largestAtOnce) {
      this.#flow = { member, sum: createHash("sha256"), left: size, padding: whole - block - size };
      return block;
    }
    this.#onMember(member, hash("sha256", held.subarray(at + block, at + block + size)));
    return whole;
  }

  #takeFlow(flow: Flow, bytes: Buffer): number {
    const part = Math.min(bytes.length, flow.left);
    flow.sum.update(bytes.subarray(0, part));
    flow.left -= part;
    if (flow.left > 0) return part;
    if (bytes.length - part < flow.padding) return part;
    this.#flow = undefined;
    this.#onMember(flow.member, flow.sum.digest("hex"));
    return part + flow.padding;
  }

  #readPath(at: number): string {
    const name = readText(this.#held, at, at + 100);
    const prefix = readText(this.#held, at + 345, at + 500);
    const path = this.#records.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`);
    return path.endsWith("/") ? path.slice(0, -1) : path;
  }
}

const largestAtOnce = 1 << 16;
const none: ReadonlyMap<string, string> = new Map();
/** The type of a header that tells more of what follows. */
const extended = "x".charCodeAt(0);

/** Octal digits, or (GNU) a binary number behind a first byte of 0x80. */
function readNumber(bytes: Buffer, from: number, to: number): number {
  if (bytes[from] === 0x80) return Number(BigInt(`0x${bytes.toString("hex", from + 1, to)}`));
  return parseInt(bytes.toString("latin1", from, to), 8);
}

function readText(bytes: Buffer, from: number, to: number): string {
  const end = bytes.indexOf(0, from);
  return bytes.toString("latin1", from, end < 0 || end > to ? to : end);
}

/** Lines of `length key=value`, where a value may hold anything. */
function readRecords(bytes: Buffer): ReadonlyMap<string, string> {
  const text = bytes.toString("latin1");
  const records = new Map<string, string>();
  for (let at = 0; at < text.length;) {
    const space = text.indexOf(" ", at);
    const length = Number(text.slice(at, space));
    const equals = text.indexOf("=", space);
    records.set(text.slice(space + 1, equals), text.slice(equals + 1, at + length - 1));
    at += length;
  }
  return records;
}
