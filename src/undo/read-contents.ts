import type { Hash } from "node:crypto";
import { createHash, hash } from "node:crypto";
import { bytesOf } from "./disk-names.ts";
import { runTool } from "./run-tool.ts";

/** What lstat(2) does not tell. */
export interface Contents {
  readonly sha256: string;
  /** Of extended attributes and access control lists; undefined: it has none. */
  readonly attributes: string | undefined;
}

interface Member {
  readonly path: string;
  readonly attributes: string | undefined;
  readonly size: number;
}

/**
 * Reads files and folders through tar(1), which tells of extended attributes and access control lists, as Node does not, and
 * reads many small files in less time. One that has vanished is not in the answer.
 */
export async function readContents(paths: readonly string[]): Promise<ReadonlyMap<string, Contents>> {
  const found = new Map<string, Contents>();
  if (paths.length === 0) return found;
  const known = new Map(paths.map((path) => [bytesOf(path).toString("latin1"), path]));
  const reader = new TarReader(({ path, attributes }, sha256) => {
    const asked = known.get(path);
    if (asked !== undefined) found.set(asked, { sha256, attributes });
  });
  // Exit code 1: something changed while it was read. Whoever asks compares, and finds out.
  await runTool("tar", { args: tarArgs, names: paths, fine: [0, 1], onOutput: (chunk) => reader.push(chunk) });
  return found;
}

/** No times: a header of its own for each file would only tell these. */
const tarArgs = [
  ...["-c", "-f", "-", "-P", "--format=posix", "--xattrs", "--acls", "--hard-dereference", "--blocking-factor=128"],
  ...["--pax-option=delete=atime,delete=ctime,delete=mtime", "--no-recursion", "--null", "--no-unquote", "-T", "-"],
];

const block = 512;

/** Reads the pax interchange format of POSIX.1-2001, as pax(1) describes it. */
class TarReader {
  readonly #onMember: (member: Member, sha256: string) => void;
  #rest: Buffer = Buffer.alloc(0);
  #records: ReadonlyMap<string, string> = new Map();
  /** A file too large to wait for all of it. */
  #flow: { readonly member: Member; readonly sum: Hash; left: number; padding: number } | undefined;

  constructor(onMember: (member: Member, sha256: string) => void) {
    this.#onMember = onMember;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let used = this.#take(bytes); used > 0; used = this.#take(bytes)) bytes = bytes.subarray(used);
    this.#rest = bytes;
  }

  /** How much of it was understood; 0: more is needed. */
  #take(bytes: Buffer): number {
    if (this.#flow) return this.#takeFlow(bytes);
    if (bytes.length < block) return 0;
    // Two empty blocks are the end; what follows fills the last record.
    if (bytes[0] === 0) return block;
    const type = String.fromCharCode(bytes[156]!);
    const size = Number(this.#records.get("size") ?? readNumber(bytes.subarray(124, 136)));
    const whole = block + Math.ceil(size / block) * block;
    if (type === "x") {
      if (bytes.length < whole) return 0;
      this.#records = readRecords(bytes.subarray(block, block + size));
      return whole;
    }
    const member = { path: this.#readPath(bytes), attributes: describeAttributes(this.#records), size };
    if (whole > largestAtOnce) {
      this.#flow = { member, sum: createHash("sha256"), left: size, padding: whole - block - size };
      this.#records = new Map();
      return block;
    }
    if (bytes.length < whole) return 0;
    this.#records = new Map();
    this.#onMember(member, hash("sha256", bytes.subarray(block, block + size)));
    return whole;
  }

  #takeFlow(bytes: Buffer): number {
    const flow = this.#flow!;
    const part = Math.min(bytes.length, flow.left);
    flow.sum.update(bytes.subarray(0, part));
    flow.left -= part;
    if (flow.left > 0) return part;
    if (bytes.length - part < flow.padding) return part;
    this.#flow = undefined;
    this.#onMember(flow.member, flow.sum.digest("hex"));
    return part + flow.padding;
  }

  #readPath(header: Buffer): string {
    const name = readText(header.subarray(0, 100));
    const prefix = readText(header.subarray(345, 500));
    const path = this.#records.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`);
    return path.replace(/(?<=.)\/$/, "");
  }
}

const largestAtOnce = 1 << 20;

/** Octal digits, or (GNU) a binary number behind a first byte of 0x80. */
function readNumber(field: Buffer): number {
  if (field[0] === 0x80) return Number(BigInt(`0x${field.subarray(1).toString("hex")}`));
  return parseInt(readText(field).trim(), 8);
}

function readText(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString("latin1", 0, end < 0 ? field.length : end);
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

function describeAttributes(records: ReadonlyMap<string, string>): string | undefined {
  const told = [...records].filter(([key]) => key.startsWith("SCHILY."));
  if (told.length === 0) return undefined;
  return hash("sha256", JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)))).slice(0, 32);
}
