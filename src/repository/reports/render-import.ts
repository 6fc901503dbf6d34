import type { ReportCommit } from "../../model/report-commit.ts";

/** Most commits of one import: the interval of its checkpoints, and what is done again if the machine dies. */
export const batchLimit = 100;

/**
 * Commits as input of `git fast-import` (git-fast-import(1), INPUT FORMAT): each on top of the one before, the first on
 * `tip`, or on nothing. At the end the name of the last commit is asked for, then `done`: a stream that was cut off
 * moves no ref. Lengths are in bytes.
 */
export function renderImport(of: Import): Iterable<string | Uint8Array> {
  for (const commit of of.commits) commit.files.forEach((file) => mustBePath(file.path));
  return renderCommits(of);
}

export interface Import {
  readonly ref: string;
  readonly tip: string | undefined;
  readonly author: { readonly name: string; readonly email: string };
  readonly commits: readonly ReportCommit[];
}

/** Not every git refuses these in an import, and each would fail to check out, or write where it must not. */
function mustBePath(path: string): void {
  const bad = path.split("/").some((part) => part === "" || part === "." || part === ".." || /^\.git$/i.test(part));
  if (bad || path.includes("\0")) throw new Error(`not a path for a report: ${JSON.stringify(path)}`);
}

function* renderCommits(of: Import): Generator<string | Uint8Array> {
  const who = `${oneLine(of.author.name)} <${oneLine(of.author.email)}>`;
  yield "feature done\n";
  for (const [index, commit] of of.commits.entries()) {
    const last = index === of.commits.length - 1;
    const when = `${Math.floor(commit.at / 1000)} +0000`;
    yield `commit ${of.ref}\n${last ? "mark :1\n" : ""}author ${who} ${when}\ncommitter ${who} ${when}\n`;
    yield* data(commit.message);
    if (index === 0 && of.tip !== undefined) yield `from ${of.tip}\n`;
    for (const path of commit.removed ?? []) yield `D ${quotePath(path)}\n`;
    for (const file of commit.files) {
      yield `M 100644 inline ${quotePath(file.path)}\n`;
      yield* data(file.content);
    }
  }
  yield "get-mark :1\ndone\n";
}

function* data(content: string | Uint8Array): Generator<string | Uint8Array> {
  if (typeof content === "string") yield `data ${Buffer.byteLength(content)}\n${content}\n`;
  else yield* [`data ${content.length}\n`, content, "\n"];
}

/** What ends an identity or a line of the stream has no place in a name. */
function oneLine(text: string): string {
  return text.replace(/[<>\x00-\x1f\x7f]/g, "").trim();
}

/** Quoted as in C where a plain path would end early. */
function quotePath(path: string): string {
  if (!/["\\\n]/.test(path)) return path;
  return `"${path.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
