import { byCodePoint } from "../../model/compare.ts";
import type { Report } from "../report.ts";
import type { Trailers } from "./render-message.ts";
import { renderMessage } from "./render-message.ts";

const mostListed = 20;

/** In `Trigger` and `Reason`: no run is triggered so, and so it is told from a run's commit. */
export const digest = "digest";

/** The message of a commit of several successes: `digest: 12 successes of 3 tasks`. */
export function renderDigestMessage(reports: readonly Report[]): string {
  const tasks = countTasks(reports);
  return renderMessage({
    subject: renderDigestSubject(reports),
    paragraphs: [
      ...tasks.slice(0, mostListed).map(([task, count]) => `- ${task}: ${count}`),
      ...(tasks.length > mostListed ? [`- and ${tasks.length - mostListed} more tasks`] : []),
    ],
    trailers: digestTrailers(reports),
  });
}

export function renderDigestSubject(reports: readonly Report[]): string {
  const tasks = new Set(reports.map(({ task }) => task)).size;
  return `digest: ${reports.length} successes of ${tasks === 1 ? "1 task" : `${tasks} tasks`}`;
}

/**
 * The keys of a run's commit, but for the slot: `Run-Id` for each, tasks and revisions once, and the time of all together.
 * What else there is to know of each is in its report.
 */
export function digestTrailers(reports: readonly Report[]): Trailers {
  const revisions = distinct(reports.map(({ revision }) => revision?.sha ?? ""));
  return [
    ...reports.map(({ id }) => ["Run-Id", id] as const),
    ...countTasks(reports).map(([task]) => ["Task", task] as const),
    ["Status", "success"],
    ["Reason", digest],
    ["Trigger", digest],
    ...revisions.map((sha) => ["Config-Commit", sha] as const),
    ["Host", reports[0]?.host],
    ["Duration-Ms", String(reports.reduce((sum, { durationMs }) => sum + durationMs, 0))],
  ];
}

function countTasks(reports: readonly Report[]): readonly (readonly [task: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { task } of reports) counts.set(task, (counts.get(task) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => byCodePoint(a, b));
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(byCodePoint);
}
