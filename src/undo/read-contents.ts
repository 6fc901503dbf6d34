import { hash } from "node:crypto";
import { bytesOf } from "./disk-names.ts";
import { TarReader } from "./read-tar.ts";
import { runTool } from "./run-tool.ts";

/** What lstat(2) does not tell. */
export interface Contents {
  readonly sha256: string;
  /** Of extended attributes and access control lists; undefined: it has none. */
  readonly attributes: string | undefined;
  /** Of its extended attributes. */
  readonly names: readonly string[];
}

export interface WhereToRead {
  /** Absolute; they are below it. Default: the root. */
  readonly folder?: string;
  /** Whether one that cannot be read is only not in the answer. */
  readonly isLenient?: boolean;
}

/**
 * Reads files and folders at and below `folder` through tar(1), which tells of extended attributes and access control lists,
 * as Node does not, and reads many small files in less time. One that has vanished is not in the answer.
 */
export async function readContents(
  paths: readonly string[],
  { folder = "/", isLenient = false }: WhereToRead = {},
): Promise<ReadonlyMap<string, Contents>> {
  const found = new Map<string, Contents>();
  if (paths.length === 0) return found;
  // From where it stands the way to each file is shorter, for the kernel as well.
  const names = paths.map((path) => `.${path}`);
  const known = new Map(names.map((name, index) => [inHeader(name), paths[index]!]));
  const reader = new TarReader(({ path, records }, sha256) => {
    const asked = known.get(path);
    if (asked !== undefined)
      found.set(asked, { sha256, attributes: describeAttributes(records), names: namesOf(records) });
  });
  // Exit code 1: something changed while it was read. Whoever asks compares, and finds out.
  const args = ["-C", folder, ...tarArgs];
  const fine = isLenient ? [0, 1, 2] : [0, 1];
  await runTool("tar", { args, names, fine, onOutput: (chunk) => reader.push(chunk) });
  return found;
}

/** No times: a header of its own for each file would only tell these. Large records: the two wake each other less often. */
const tarArgs = [
  ...["-c", "-f", "-", "--format=posix", "--xattrs", "--acls", "--hard-dereference", "--blocking-factor=512"],
  ...["--pax-option=delete=atime,delete=ctime,delete=mtime", "--no-recursion", "--null", "--no-unquote", "-T", "-"],
];

/** As the reader finds it: a character for each byte. */
function inHeader(name: string): string {
  return bytesOf(name).toString("latin1");
}

function describeAttributes(records: ReadonlyMap<string, string>): string | undefined {
  if (records.size === 0) return undefined;
  const told = [...records].filter(([key]) => key.startsWith("SCHILY."));
  if (told.length === 0) return undefined;
  return hash("sha256", JSON.stringify(told.sort(([a], [b]) => (a < b ? -1 : 1)))).slice(0, 32);
}

const attribute = "SCHILY.xattr.";

/** As tar(1) has them: a `=` in a name would end it. */
function namesOf(records: ReadonlyMap<string, string>): readonly string[] {
  return [...records.keys()]
    .filter((key) => key.startsWith(attribute))
    .map((key) => key.slice(attribute.length).replaceAll("%3D", "=").replaceAll("%25", "%"));
}
