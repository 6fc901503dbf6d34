import { readFile } from "node:fs/promises";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Signers } from "../../model/signature.ts";
import { readObjects } from "../revision/read-objects.ts";

/** The lists by kind. `missing`: the first path at which there is nothing. */
export type SignerFiles =
  | {
      readonly kind: "read";
      readonly ssh: readonly Buffer[];
      readonly gpg: readonly Buffer[];
      readonly revoked: Buffer;
    }
  | { readonly kind: "missing"; readonly path: string };

const sizeLimit = 16 * 1024 * 1024;

/** Reads the files that say who may sign: from the revision that is trusted, or, where a path is absolute, from the host. */
export async function readSigners(cwd: string, signers: Signers): Promise<Result<SignerFiles, Fault>> {
  const paths = [...signers.lists, ...(signers.revoked === "" ? [] : [signers.revoked])];
  const nameOf = (path: string): string => `${signers.of}:${path}`;
  const read = await readObjects({
    cwd,
    names: paths.filter((path) => !path.startsWith("/")).map(nameOf),
    doing: `reading who may sign, from ${signers.of.slice(0, 12)}`,
    limit: sizeLimit,
  });
  if (!read.ok) return read;
  const files = new Map<string, Buffer>();
  for (const path of paths) {
    const bytes = path.startsWith("/") ? await readFile(path).catch(() => undefined) : read.value.get(nameOf(path));
    if (bytes === undefined) return ok({ kind: "missing", path });
    files.set(path, bytes);
  }
  const lists = signers.lists.map((path) => files.get(path)!);
  const revoked = files.get(signers.revoked) ?? Buffer.alloc(0);
  return ok({
    kind: "read",
    ssh: lists.filter((bytes) => !isKeyring(bytes)),
    gpg: lists.filter(isKeyring),
    revoked,
  });
}

/** An OpenPGP packet has its highest bit set (RFC 4880, 4.2); a line of allowed_signers begins with a character. */
function isKeyring(bytes: Buffer): boolean {
  return (bytes[0] ?? 0) >= 0x80 || bytes.subarray(0, 4096).includes("-----BEGIN PGP PUBLIC KEY BLOCK-----");
}
