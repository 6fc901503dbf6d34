import { byCodePoint } from "../../model/compare.ts";
import type { RevisionReport } from "../revision-report.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import type { Section } from "./sort-entries.ts";

const mostHosts = 20;

/** The hosts as a table, those with most failing tasks first. */
export function renderHosts(
  hosts: ReadonlySet<string>,
  sections: readonly Section[],
  revisions: readonly RevisionReport[],
): string[] {
  const applied = new Map(revisions.map((report) => [report.host, report.applied]));
  const countsOf = new Map([...hosts].map((host) => [host, sections.map(() => 0)]));
  sections.forEach(({ entries }, i) => entries.forEach(({ host }) => (countsOf.get(host)![i]! += 1)));
  const rows = [...countsOf].map(([host, counts]) => ({ host, applied: applied.get(host), counts }));
  rows.sort((a, b) => worst(b.counts) - worst(a.counts) || byCodePoint(a.host, b.host));
  const shown = rows.slice(0, mostHosts);
  return [
    "",
    "## Hosts",
    "",
    `| Host | Revision | ${sections.map(({ symbol, word }) => `${symbol} ${word}`).join(" | ")} |`,
    `|${" --- |".repeat(2 + sections.length)}`,
    ...shown.map(
      (row) =>
        `| ${escapeMarkdown(row.host)} | ${escapeMarkdown(row.applied?.slice(0, 7) ?? "")} | ${row.counts.join(" | ")} |`,
    ),
    ...(rows.length > shown.length ? ["", `And ${rows.length - shown.length} more hosts.`] : []),
  ];
}

/** Failing ones, then late ones. */
function worst([failing = 0, late = 0]: readonly number[]): number {
  return failing * 1_000_000 + late;
}
