import type { Instant } from "../../model/instant.ts";
import type { RevisionReport } from "../revision-report.ts";
import type { BoardEntry } from "./board-entry.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { renderHosts } from "./render-hosts.ts";
import { renderRevisionTroubles } from "./render-revision-troubles.ts";
import { renderRow, renderTime } from "./render-row.ts";
import { sortEntries, type Section } from "./sort-entries.ts";

const mostLines = 200;

/**
 * README.md of the reports branch: what needs a look first, then the last results; at most 200 lines. `states`: of all
 * hosts, in any order; those of removed tasks are left out. `revisions`: the latest of each host.
 * A task is late once its next slot is `lateGraceMs` behind `now` and no report has come.
 */
export function renderBoard(
  states: readonly BoardEntry[],
  now: Instant,
  more: { revisions?: readonly RevisionReport[]; lateGraceMs?: number } = {},
): string {
  const { revisions = [], lateGraceMs = 300_000 } = more;
  const entries = states.filter((entry) => !entry.removed);
  const hosts = new Set([...entries.map((entry) => entry.host), ...revisions.map((report) => report.host)]);
  const sections = sortEntries(entries, now - lateGraceMs);
  const top = [
    "# What ran, and how it went",
    "",
    renderHeadline(sections, entries.length, hosts),
    "",
    `As of ${renderTime(now)} UTC; all times are UTC. Each result links to its report. \`git log\` of this branch is the full record.`,
    ...renderRevisionTroubles(revisions),
  ];
  const bottom = hosts.size > 1 ? renderHosts(hosts, sections, revisions) : [];
  const middle = renderSections(sections, mostLines - top.length - bottom.length, hosts.size > 1);
  return [...top, ...middle, ...bottom, ""].join("\n");
}

function renderHeadline(sections: readonly Section[], total: number, hosts: ReadonlySet<string>): string {
  const [host = ""] = hosts;
  const where = hosts.size === 1 ? escapeMarkdown(host) : `${hosts.size} hosts`;
  if (total === 0)
    return `No task has run yet${hosts.size === 0 ? "" : ` on ${where}`}. Results appear here after the first run.`;
  const counts = sections.filter(({ entries }) => entries.length > 0).map(countEntries);
  return `**${total} ${total === 1 ? "task" : "tasks"} on ${where}**: ${counts.join(" · ")}`;
}

function countEntries({ symbol, entries, word }: Section): string {
  return `${symbol} ${entries.length} ${word}`;
}

/** Worst first, until there is no room; then a line that says what is missing. */
function renderSections(sections: readonly Section[], room: number, manyHosts: boolean): string[] {
  const cutNote = 2;
  const lines: string[] = [];
  const hidden: string[] = [];
  for (const section of sections) {
    const head = renderHead(section, manyHosts);
    const shown = section.worst(room - cutNote - lines.length - head.length);
    if (shown.length > 0) lines.push(...head, ...shown.map((entry) => renderRow(entry, manyHosts)));
    const missing = section.entries.length - shown.length;
    if (missing > 0) hidden.push(`${missing} ${section.word}`);
  }
  if (hidden.length === 0) return lines;
  return [
    ...lines,
    "",
    `Not shown, to keep this page short: ${hidden.join(", ")}. All of them: \`hosts/*/tasks/*.json\`.`,
  ];
}

function renderHead({ title, note }: Section, manyHosts: boolean): string[] {
  const columns = ["Task", ...(manyHosts ? ["Host"] : []), "Last result", "Ended", "Last success", "Next"];
  return [
    "",
    `## ${title}`,
    "",
    ...(note === "" ? [] : [note, ""]),
    `| ${columns.join(" | ")} |`,
    `|${columns.map(() => " --- |").join("")}`,
  ];
}
