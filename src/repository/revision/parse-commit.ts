import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Revision } from "../../model/revision.ts";

/** A header that no `git commit` writes: it marks the commits that we make of uncommitted files. */
export const worktreeHeader = "runner-worktree";

/** The bytes of a commit object as a Revision. Format: gitformat-commit; times are seconds since 1970. */
export function parseCommit(name: Sha, bytes: Uint8Array): Revision {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const end = raw.indexOf("\n\n");
  const headers = (end < 0 ? raw : raw.slice(0, end)).split("\n");
  const header = (name: string): string =>
    headers.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? "";
  const decode = decoder(header("encoding"));
  const message = end < 0 ? "" : raw.slice(end + 2).replace(/^\n+/, "");
  const committed = / (\d+) [+-]\d{4}$/.exec(header("committer"));
  return {
    sha: name,
    subject: decode(message.split("\n", 1)[0] ?? "").trim(),
    author: decode(header("author").replace(/ \d+ [+-]\d{4}$/, "")),
    committer: decode(header("committer").replace(/ \d+ [+-]\d{4}$/, "")),
    committedAt: Number(committed?.[1] ?? 0) * 1000,
    worktree: header(worktreeHeader) !== "",
  };
}

/** Git's name of a commit's tree. Format: gitformat-commit; it is the first header. */
export function parseTreeName(bytes: Uint8Array): string {
  return /^tree ([0-9a-f]+)/.exec(Buffer.from(bytes.buffer, bytes.byteOffset, 80).toString("latin1"))?.[1] ?? "";
}

/** Git's names of the commits that it follows on, the first of them the one of its own line. Format: gitformat-commit. */
export function parseParents(bytes: Uint8Array): readonly Sha[] {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const end = raw.indexOf("\n\n");
  return [...(end < 0 ? raw : raw.slice(0, end)).matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, name]) => sha(name!));
}

function decoder(encoding: string): (latin1: string) => string {
  const text = encoding === "" ? new TextDecoder() : decoderFor(encoding);
  return (latin1) => text.decode(Buffer.from(latin1, "latin1"));
}

/** A commit may name an encoding that nobody knows: then it is read as what most are. */
function decoderFor(encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch {
    return new TextDecoder();
  }
}
