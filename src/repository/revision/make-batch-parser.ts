/** Reads the output of `git cat-file --batch` as it comes, so that a huge object costs no more memory than `limit`. */
export interface BatchParser {
  push(chunk: Buffer): void;
  /** What has been read so far, by the name it was asked under. */
  readonly found: ReadonlyMap<string, Buffer>;
  /** Git's names of the same. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether every question has had its whole answer. */
  complete(): boolean;
}

/**
 * Answers come in the order of the questions: `<object> SP <type> SP <size> LF <bytes> LF`, or `<name> SP missing LF`
 * (git-cat-file(1), BATCH OUTPUT).
 *
 *     header ──size──▶ body ──after size + 1 bytes──▶ header …
 *        └──missing──▶ header
 */
export function makeBatchParser(names: readonly string[], limit: number): BatchParser {
  const found = new Map<string, Buffer>();
  const objects = new Map<string, string>();
  let answered = 0;
  let header: Buffer[] = [];
  let body: Buffer[] = [];
  /** Bytes of the body still to come, with the line feed after it; undefined: in a header. */
  let left: number | undefined;
  let room = 0;

  const readHeader = (chunk: Buffer): number => {
    const end = chunk.indexOf(10);
    header.push(chunk.subarray(0, end < 0 ? undefined : end));
    if (end < 0) return chunk.length;
    const [, object, size] = /^([0-9a-f]+) [a-z]+ (\d+)$/.exec(Buffer.concat(header).toString("utf8")) ?? [];
    header = [];
    if (size === undefined) answered += 1;
    else {
      objects.set(names[answered]!, object!);
      left = Number(size) + 1;
      room = Math.min(Number(size), limit);
    }
    return end + 1;
  };
  const readBody = (chunk: Buffer, bytesLeft: number): number => {
    const used = Math.min(chunk.length, bytesLeft);
    const kept = Math.min(used, room);
    if (kept > 0) body.push(chunk.subarray(0, kept));
    room -= kept;
    left = bytesLeft - used;
    if (left > 0) return used;
    found.set(names[answered]!, Buffer.concat(body));
    answered += 1;
    body = [];
    left = undefined;
    return used;
  };

  return {
    found,
    names: objects,
    push: (chunk) => {
      for (let at = 0; at < chunk.length;) {
        const rest = chunk.subarray(at);
        at += left === undefined ? readHeader(rest) : readBody(rest, left);
      }
    },
    complete: () => answered === names.length && left === undefined,
  };
}
