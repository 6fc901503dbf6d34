import { createHash } from "node:crypto";
import { byCodePoint } from "../../model/compare.ts";
import { renderMessage } from "../message/render-message.ts";

/**
 * What a commit of the reports branch may remove: `reports` with their logs, or `logs` alone, of one task or of all, that
 * are of a day before this one. The day is that in their path.
 */
export interface Cut {
  readonly kind: "reports" | "logs";
  /** undefined: of all tasks. */
  readonly task: string | undefined;
  /** `2026-08-29`, in UTC; that day itself stays. */
  readonly before: string;
}

/**
 * The message of a commit that removes what is older than it is kept. Nothing else may remove a report, and this one may
 * remove nothing else: `runner audit --verify` holds what is gone against the cuts, and against the digest of its paths.
 */
export function renderRetentionMessage(of: { host: string; cuts: readonly Cut[]; removed: readonly string[] }): string {
  const files = of.removed.length === 1 ? "1 file" : `${of.removed.length} files`;
  return renderMessage({
    subject: `retention: ${files} removed`,
    paragraphs: ["They are older than they are kept. `git log` still has them below this commit."],
    trailers: [
      ...of.cuts.map((cut) => ["Retention", renderCut(cut)] as const),
      ["Removed", digestPaths(of.removed)],
      ["Trigger", "retention"],
      ["Host", of.host],
    ],
  });
}

/** `12 files, sha256 …`: of the sorted paths, a line each. */
export function digestPaths(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths.toSorted(byCodePoint)) hash.update(`${path}\n`);
  return `${paths.length} files, sha256 ${hash.digest("hex")}`;
}

/** `reports before 2026-08-29`, `logs of backup before 2026-10-28`. */
function renderCut({ kind, task, before }: Cut): string {
  return `${kind}${task === undefined ? "" : ` of ${task}`} before ${before}`;
}

export function parseCut(text: string): Cut | undefined {
  const match = /^(reports|logs)(?: of ([a-z0-9][a-z0-9._-]*))? before (\d{4}-\d\d-\d\d)$/.exec(text);
  return match ? { kind: match[1] as Cut["kind"], task: match[2], before: match[3]! } : undefined;
}

/** Whether a file may go by this cut. */
export function isCutBy(path: string, { kind, task, before }: Cut): boolean {
  const match = /^runs\/(\d{4})\/(\d\d)\/(\d\d)\/([^/]+)\/[^/]+\.(json|log)$/.exec(path);
  if (!match) return false;
  const [, year, month, day, of, sort] = match;
  const isMeant = sort === "log" || kind === "reports";
  return isMeant && (task === undefined || task === of) && `${year}-${month}-${day}` < before;
}
