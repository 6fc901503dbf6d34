import { byCodePoint } from "../../model/compare.ts";
import { renderRevisionOutcome } from "../message/render-revision-message.ts";
import type { RevisionReport } from "../revision-report.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

const mostHosts = 10;
const mostProblems = 3;

/** Hosts whose latest revision is not in force, and why. */
export function renderRevisionTroubles(revisions: readonly RevisionReport[]): string[] {
  const troubles = revisions
    .filter(({ state }) => state === "rejected" || state === "held")
    .toSorted((a, b) => byCodePoint(a.host, b.host));
  if (troubles.length === 0) return [];
  const more = troubles.length - mostHosts;
  return [
    "",
    "## Revisions that are not applied",
    "",
    ...troubles.slice(0, mostHosts).flatMap(renderTrouble),
    ...(more > 0 ? [`- and on ${more} more ${more === 1 ? "host" : "hosts"}`] : []),
  ];
}

function renderTrouble(report: RevisionReport): string[] {
  const { host, revision, applied, detail, diagnostics } = report;
  const force = applied === undefined ? "nothing is in force" : `in force is ${escapeMarkdown(applied.slice(0, 7))}`;
  const more = diagnostics.length - mostProblems;
  return [
    `- ⚠️ ${escapeMarkdown(host)}: ${escapeMarkdown(revision.sha.slice(0, 7))} ${escapeMarkdown(renderRevisionOutcome(report))}; ${force}. ${escapeMarkdown(detail, 300)}`.trimEnd(),
    ...diagnostics
      .slice(0, mostProblems)
      .map(({ file, line, column, message }) => `  - ${escapeMarkdown(`${file}:${line}:${column} ${message}`, 300)}`),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}
