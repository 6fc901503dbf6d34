import type { WalkedCommit } from "../../model/walked-commit.ts";
import { logPath } from "../branch-paths.ts";
import { digestTrailers, renderDigestSubject } from "../message/render-digest-message.ts";
import type { AddedReport } from "./check-report.ts";
import { checkReport } from "./check-report.ts";
import { checkTrailers } from "./check-trailers.ts";
import type { Tell } from "./finding.ts";

/** The reports that a commit of several runs adds, held against its message, their places and their logs. */
export function checkDigest(
  commit: WalkedCommit,
  trailers: ReadonlyMap<string, readonly string[]>,
  tell: Tell,
): readonly AddedReport[] {
  const added = commit.changes.filter(({ kind, path }) => kind === "added" && path.startsWith("runs/"));
  const files = added.filter(({ path }) => path.endsWith(".json"));
  const expected = new Set(files.flatMap(({ path }) => [path, logPath(path)]));
  for (const { path } of added)
    if (!expected.has(path)) tell("foreign", "it is neither one of the reports nor the log of one", path);
  const checked = files.flatMap((file) => checkReport(file, added, tell) ?? []);
  for (const { report, path } of checked) {
    if (report.status !== "success")
      tell("report", `it ended as ${report.status}, and only a success shares a commit with others`, path);
    if (report.host !== checked[0]!.report.host)
      tell("report", `it is of ${report.host}, and others in the commit of ${checked[0]!.report.host}`, path);
  }
  if (checked.length === 0) {
    tell("report", `it speaks of the runs ${trailers.get("Run-Id")!.join(", ")} and adds no report`);
    return checked;
  }
  const places = new Map(trailers.get("Run-Id")!.map((id, place) => [id, place]));
  const placeOf = ({ report }: AddedReport): number => places.get(report.id) ?? places.size;
  const reports = checked.toSorted((a, b) => placeOf(a) - placeOf(b)).map(({ report }) => report);
  checkTrailers(trailers, digestTrailers(reports), { tell, path: undefined });
  const subject = renderDigestSubject(reports);
  if (!commit.message.startsWith(`${subject}\n`))
    tell("trailer", `the subject is not "${subject}", as the reports have it`);
  return checked;
}
